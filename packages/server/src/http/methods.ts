/** Methods that a path lacks (contract GEN-11). The router knows paths by method only, so it is asked for each. */
import type { FastifyInstance, HTTPMethods } from 'fastify'
import { ApiError } from './errors.ts'

/** What a request that found no route is answered: 405 with `Allow` when its path has other methods, 404 if not. */
export function noSuchRoute(app: FastifyInstance, url: string): ApiError {
  const allow = app.supportedMethods.filter(method => takes(app, method as HTTPMethods, url))
  return allow.length === 0
    ? new ApiError('resource_missing')
    : new ApiError('method_not_allowed', { headers: { allow: allow.join(', ') } })
}

/** A path below a wildcard is not known to exist. */
function takes(app: FastifyInstance, method: HTTPMethods, url: string): boolean {
  const route = app.findRoute({ method, url })
  return route !== null && !Object.hasOwn(route.params, '*')
}
