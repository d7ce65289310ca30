/**
 * Pages that the server renders whole: no script, nothing fetched from anywhere, one stylesheet that stands in the page
 * and is allowed by its hash.
 */
import { createHash } from 'node:crypto'
import type { FastifyReply } from 'fastify'
import { PAGE_STYLE } from './page-style.ts'

/** Text that is HTML already. Only `html` makes it, so that whatever else stands in a page is escaped. */
export class Html {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

export type HtmlValue = Html | string | number | undefined | readonly HtmlValue[]

/**
 * Escapes everything that is put into it but other `Html`. Attribute values need their quotes.
 * @example html`<p title="${title}">${paragraphs}</p>`
 */
export function html(strings: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  return new Html(strings.reduce((text, part, index) => text + render(values[index - 1]) + part))
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

function render(value: HtmlValue): string {
  if (value === undefined) return ''
  if (value instanceof Html) return value.text
  if (typeof value === 'object') return value.map(render).join('')
  return String(value).replace(/[&<>"']/g, character => ENTITIES[character]!)
}

/** Text whose long names may be broken after an underscore, so that they fit where there is little room. */
export function breakable(text: string): Html {
  const [first, ...rest] = text.split(/(?<=_)/)
  return html`${first}${rest.map(part => html`<wbr />${part}`)}`
}

export interface Page {
  /** The heading, and the window's title. */
  readonly title: string
  readonly body: Html
  /** Wider, for text with tables and code; the width of a form when absent. */
  readonly isArticle?: boolean
  /** 200 when absent. */
  readonly status?: number
  /** Where its forms may lead, redirects included: CSP sources such as `'self'`. Nowhere when absent. */
  readonly formTargets?: readonly string[]
  /** Any page may show it in a frame, as shops do with the pages of banks. */
  readonly isFramable?: boolean
}

// In one piece, since white space in the element would belong to what the hash is of.
const STYLE = new Html(`<style>${PAGE_STYLE}</style>`)
const STYLE_SOURCE = `'sha256-${createHash('sha256').update(PAGE_STYLE).digest('base64')}'`

/** Sends a page that cannot be framed unless it says so, nor scripted or restyled, and that tells no other site where the visitor was. */
export function sendPage(reply: FastifyReply, page: Page): FastifyReply {
  return reply
    .code(page.status ?? 200)
    .headers({
      'content-security-policy': contentSecurityPolicy(page),
      'referrer-policy': 'no-referrer',
      ...(page.isFramable ? {} : { 'x-frame-options': 'DENY' }),
    })
    .type('text/html; charset=utf-8')
    .serializer(String)
    .send(shell(page).text)
}

function contentSecurityPolicy({ formTargets = ["'none'"], isFramable }: Page): string {
  return [
    "default-src 'none'",
    `style-src ${STYLE_SOURCE}`,
    `form-action ${formTargets.join(' ')}`,
    `frame-ancestors ${isFramable ? '*' : "'none'"}`,
    "base-uri 'none'",
  ].join('; ')
}

function shell({ title, body, isArticle }: Page): Html {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title} · Trefoil</title>
        ${STYLE}
      </head>
      <body${isArticle ? html` class="article"` : undefined}>
        <header>${MARK}<span>Trefoil</span></header>
        <main>
          <h1>${breakable(title)}</h1>
          ${body}
        </main>
      </body>
    </html> `
}

const MARK = html`<svg viewBox="0 0 24 24" aria-hidden="true">
  <circle cx="12" cy="7.2" r="4.7" />
  <circle cx="7.2" cy="14.4" r="4.7" />
  <circle cx="16.8" cy="14.4" r="4.7" />
  <path d="M12 12.5c.2 4-.5 7.3-2.3 10.2" fill="none" stroke-width="1.8" stroke-linecap="round" />
</svg>`
