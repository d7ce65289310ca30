/** The documents of the demo, under the policy that a merchant's page needs (contract SEC-27, SDK-68). */
import type { FastifyReply } from 'fastify'
import { html } from '../../http/html.ts'
import type { Html } from '../../http/html.ts'

export interface DemoOrigins {
  readonly checkout: string
  readonly fields: string
}

/**
 * Two of its entries are for the hosted fields: the script, and the frames' origin. The rest is the shop's own.
 * @param frames `blocked` to show what a page without the second entry gets
 */
export function demoPolicy({ checkout, fields }: DemoOrigins, frames: 'allowed' | 'blocked' = 'allowed'): string {
  return [
    "default-src 'none'",
    `script-src ${checkout}/demo/assets/ ${checkout}/sdk.js`,
    `frame-src ${frames === 'allowed' ? fields : "'none'"}`,
    `style-src ${checkout}/demo/assets/`,
    `img-src ${checkout}/demo/assets/`,
    `connect-src ${checkout}/demo/`,
    `form-action ${checkout}/demo/`,
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    'trusted-types trefoil',
  ].join('; ')
}

export interface DemoPage {
  readonly name: 'shop' | 'playground' | 'guide'
  readonly title: string
  readonly body: Html
  /** For the one page whose script reads it from the document. */
  readonly publicKey?: string
  readonly frames?: 'allowed' | 'blocked'
}

export function sendDemoPage(reply: FastifyReply, page: DemoPage, origins: DemoOrigins): FastifyReply {
  const document = html`<!doctype html>
    <html lang="en" data-key="${page.publicKey ?? ''}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${page.title} · Trefoil</title>
        <link rel="icon" href="/demo/assets/mark.svg" />
        <link rel="stylesheet" href="/demo/assets/${page.name}.css" />
        <script defer src="${origins.checkout}/sdk.js"></script>
        <script defer src="/demo/assets/${page.name}.js"></script>
      </head>
      <body>
        ${page.body}
      </body>
    </html>`
  return reply
    .headers({
      'content-security-policy': demoPolicy(origins, page.frames),
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-cache',
    })
    .type('text/html; charset=utf-8')
    .serializer(String)
    .send(document.text)
}

export const APP = html`<div id="app"><noscript>This page needs JavaScript.</noscript></div>`

const field = (id: string, label: string) =>
  html`<label for="${id}">${label}</label>
    <div id="${id}" class="frame"></div>
    <p id="${id}-errors" class="problem"></p>`

/** The form of Clover's guide: four places, a button, a post of the token. */
export const GUIDE_FORM = html`<main>
  <h1>Payment form as Clover’s guide has it</h1>
  <p class="quiet">Only the address of the script and the key are Trefoil’s.</p>
  <form id="payment-form" method="post" action="/demo/guide">
    ${field('card-number', 'Card number')} ${field('card-date', 'Expiration date')} ${field('card-cvv', 'CVV')}
    ${field('card-postal-code', 'ZIP code')}
    <p id="problem" class="problem" role="alert"></p>
    <button>Pay $10.00</button>
  </form>
</main>`
