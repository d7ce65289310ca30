/** `GET /` of a sandbox: for whoever opens the address that the start has printed. */
import type { FastifyInstance } from 'fastify'
import { html, sendPage } from '../http/html.ts'
import { allowCaching } from './public-document.ts'

export function startPage(app: FastifyInstance): void {
  app.get('/', { schema: { hide: true } as object }, (_request, reply) =>
    sendPage(allowCaching(reply), {
      title: 'This sandbox is running',
      body: html`<p>
          Trefoil turns a card into a token, and a token into a payment. Here it does so with test cards and a simulated
          acquirer: nothing moves real money.
        </p>
        <p>The keys to call it with are in the terminal that started it, and in the file <code>sandbox.json</code>.</p>
        <p><a href="/docs/">API reference</a></p>
        <p><a href="/healthz">Health of this server</a></p>`,
    }),
  )
}
