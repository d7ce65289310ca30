/** `GET /errors/<code>`: what an error code means and how to cure it (contract ERR-13). */
import type { FastifyInstance } from 'fastify'
import { CATALOGUE } from '../http/error-catalogue.ts'
import type { ErrorCode } from '../http/error-catalogue.ts'
import { ApiError } from '../http/errors.ts'
import { html, sendPage } from '../http/html.ts'

export function errorPages(app: FastifyInstance): void {
  app.get<{ Params: { code: string } }>('/errors/:code', { schema: { hide: true } as object }, (request, reply) => {
    const { code } = request.params
    if (!Object.hasOwn(CATALOGUE, code)) throw new ApiError('resource_missing')
    const row = CATALOGUE[code as ErrorCode]
    return sendPage(reply, {
      title: code,
      body: html`<p><code>${row.type}</code>, HTTP status ${row.status}</p>
        <h2>When it occurs</h2>
        <p>${row.when}</p>
        <h2>How to cure it</h2>
        <p>${row.cure}</p>`,
    })
  })
}
