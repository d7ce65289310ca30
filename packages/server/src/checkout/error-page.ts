/** `GET /errors/<code>`: what an error code means and how to cure it (contract ERR-13). */
import type { FastifyInstance } from 'fastify'
import { CATALOGUE } from '../http/error-catalogue.ts'
import type { ErrorCode } from '../http/error-catalogue.ts'
import { ApiError } from '../http/errors.ts'
import { html, sendPage } from '../http/html.ts'
import { allowCaching } from './public-document.ts'

export function errorPages(app: FastifyInstance): void {
  app.get<{ Params: { code: string } }>('/errors/:code', { schema: { hide: true } as object }, (request, reply) => {
    const { code } = request.params
    if (!Object.hasOwn(CATALOGUE, code)) throw new ApiError('resource_missing')
    const { status, type, when, cure } = CATALOGUE[code as ErrorCode]
    return sendPage(allowCaching(reply), {
      title: code,
      body: html`<p class="quiet">HTTP ${status} · <code>${type}</code></p>
        <h2>When it occurs</h2>
        <p>${when}</p>
        <h2>How to cure it</h2>
        <p>${cure}</p>`,
    })
  })
}
