import { METHODS } from 'node:http'
import type { FastifyInstance, RouteOptions } from 'fastify'
import { ApiError } from './errors.ts'

/**
 * Answers 405 with `Allow` for every method that a known path lacks (contract GEN-11).
 *
 * The router knows paths by method only, so each path that is registered here gets the methods it lacks as routes.
 * @returns a function to call once after the last route
 */
export function watchMethods(app: FastifyInstance): () => void {
  const methodsByUrl = new Map<string, Set<string>>()
  app.addHook('onRoute', (route: RouteOptions) => {
    const methods = methodsByUrl.get(route.url) ?? new Set()
    for (const method of [route.method].flat()) methods.add(method)
    methodsByUrl.set(route.url, methods)
  })
  return () => {
    for (const method of METHODS) {
      if (!app.supportedMethods.includes(method) && method !== 'CONNECT') app.addHttpMethod(method, { hasBody: true })
    }
    for (const [url, methods] of [...methodsByUrl]) {
      if (url.includes('*')) continue
      const allow = [...methods].join(', ')
      const lacking = app.supportedMethods.filter(method => !methods.has(method))
      app.route({
        method: lacking as RouteOptions['method'],
        url,
        schema: { hide: true } as object,
        handler: () => {
          throw new ApiError('method_not_allowed', { headers: { allow } })
        },
      })
    }
  }
}
