/** `GET /privacy`, where the footer of the hosted fields leads (contract 2.1, FLD-30). */
import type { FastifyInstance } from 'fastify'
import { html, sendPage } from '../http/html.ts'

/** @param privacyUrl the operator's own policy, if there is one */
export function privacyPage(app: FastifyInstance, privacyUrl: string | undefined): void {
  app.get('/privacy', { schema: { hide: true } as object }, (_request, reply) => {
    // The operator may name another policy at any start.
    reply.header('cache-control', 'no-cache')
    if (privacyUrl !== undefined) return reply.redirect(privacyUrl, 302)
    return sendPage(reply, {
      title: 'Privacy',
      body: html`<p>
          The payment fields of this shop are made with Trefoil. They are served, and what they receive is kept, by the
          operator of this server; the makers of Trefoil receive nothing.
        </p>
        <h2>What is kept</h2>
        <p>
          Your card number is encrypted in your browser and stored encrypted, so that the shop can charge it without
          ever holding it. The verification code is kept only until the payment is decided. Name, address and e-mail
          address are kept with the card when the shop asks for them.
        </p>
        <h2>What is not kept</h2>
        <p>The fields set no cookie, store nothing in your browser and send nothing to anyone but this server.</p>
        <h2>Whom to ask</h2>
        <p>The shop that you pay at tells you who operates this server and how to reach them.</p>`,
    })
  })
}
