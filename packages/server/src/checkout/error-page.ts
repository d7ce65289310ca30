/**
 * `GET /errors/<code>`: what an error code means and how to cure it (contract ERR-13; of the elements, SDK-52). A code
 * that both the API and the browser SDK know has one page.
 */
import type { FastifyInstance } from 'fastify'
import { CATALOGUE } from '../http/error-catalogue.ts'
import type { ErrorCode } from '../http/error-catalogue.ts'
import { ApiError } from '../http/errors.ts'
import { html, sendPage } from '../http/html.ts'
import type { Html } from '../http/html.ts'
import { ELEMENT_CODES } from './element-codes.ts'
import type { ElementCode } from './element-codes.ts'
import { allowCaching } from './public-document.ts'

export function errorPages(app: FastifyInstance): void {
  app.get<{ Params: { code: string } }>('/errors/:code', { schema: { hide: true } as object }, (request, reply) => {
    const { code } = request.params
    const parts = [ofApi(code), ofElements(code)].filter(part => part !== undefined)
    if (parts.length === 0) throw new ApiError('resource_missing')
    return sendPage(allowCaching(reply), { title: code, body: html`${parts}` })
  })
}

function ofApi(code: string): Html | undefined {
  if (!Object.hasOwn(CATALOGUE, code)) return undefined
  const { status, type, when, cure } = CATALOGUE[code as ErrorCode]
  return html`<p class="quiet">HTTP ${status} · <code>${type}</code></p>
    <h2>When it occurs</h2>
    <p>${when}</p>
    <h2>How to cure it</h2>
    <p>${cure}</p>`
}

function ofElements(code: string): Html | undefined {
  if (!Object.hasOwn(ELEMENT_CODES, code)) return undefined
  const { when, cure } = ELEMENT_CODES[code as ElementCode]
  return html`<p class="quiet">Hosted fields, in the browser</p>
    <h2>What happened</h2>
    <p>${when}</p>
    <h2>How to fix it</h2>
    <p>${cure}</p>`
}
