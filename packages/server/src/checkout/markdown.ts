/**
 * Makes pages of our own documents. It knows the part of Markdown that they use: headings, paragraphs, lists, tables,
 * fenced code, and in a line code, bold and links. All else is text, and all text is escaped.
 */
import { breakable, html } from '../http/html.ts'
import type { Html, HtmlValue } from '../http/html.ts'

/** Where the target of a link is on the page; `undefined` for one that leads nowhere, which is shown as its text. */
export type LinkTo = (target: string) => string | undefined

interface BlockKind {
  readonly first: RegExp
  /** Later lines of the block; a block without is one line. */
  readonly rest?: RegExp
  readonly render: (lines: readonly string[], inline: (text: string) => HtmlValue) => Html
}

const BULLET = /^- /
const NUMBER = /^\d+\. /
const FENCE = /^```/
const ROW = /^\|.*\|$/

const KINDS: readonly BlockKind[] = [
  { first: /^## /, render: ([line], inline) => html`<h2>${inline(line!.slice(3))}</h2>` },
  { first: /^### /, render: ([line], inline) => html`<h3>${inline(line!.slice(4))}</h3>` },
  {
    first: BULLET,
    rest: /^(?:- | {2})/,
    render: (lines, inline) =>
      html`<ul>
        ${items(lines, BULLET, inline)}
      </ul>`,
  },
  {
    first: NUMBER,
    rest: /^(?:\d+\. | {3})/,
    render: (lines, inline) =>
      html`<ol>
        ${items(lines, NUMBER, inline)}
      </ol>`,
  },
  { first: ROW, rest: ROW, render: table },
  {
    first: /./,
    rest: /^(?!#{2,3} |- |\d+\. |```|\|).+/,
    render: (lines, inline) => html`<p>${inline(lines.join(' '))}</p>`,
  },
]

export function renderMarkdown(source: string, linkTo: LinkTo): Html {
  const inline = (text: string): HtmlValue => renderInline(text, linkTo)
  const lines = source.split('\n')
  const blocks: Html[] = []
  for (let at = 0; at < lines.length;) {
    const line = lines[at]!
    if (FENCE.test(line)) {
      const end = endOfFence(lines, at + 1)
      blocks.push(html`<pre><code>${lines.slice(at + 1, end).join('\n')}</code></pre>`)
      at = end + 1
      continue
    }
    const kind = KINDS.find(({ first }) => first.test(line))
    let end = at + 1
    if (kind) {
      while (kind.rest && end < lines.length && kind.rest.test(lines[end]!)) end++
      blocks.push(kind.render(lines.slice(at, end), inline))
    }
    at = end
  }
  return html`${blocks}`
}

/** Code that is not closed goes on to the end. */
function endOfFence(lines: readonly string[], from: number): number {
  const end = lines.indexOf('```', from)
  return end === -1 ? lines.length : end
}

function items(lines: readonly string[], mark: RegExp, inline: (text: string) => HtmlValue): Html[] {
  const texts: string[] = []
  for (const line of lines) {
    if (mark.test(line)) texts.push(line.replace(mark, ''))
    else texts.push(`${texts.pop()} ${line.trimStart()}`)
  }
  return texts.map(text => html`<li>${inline(text)}</li>`)
}

function table(lines: readonly string[], inline: (text: string) => HtmlValue): Html {
  const [head = [], , ...rows] = lines.map(cells)
  return html`<table>
    <thead>
      <tr>
        ${head.map(cell => html`<th scope="col">${inline(cell)}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${rows.map(
        row =>
          html`<tr>
            ${row.map(cell => html`<td>${inline(cell)}</td>`)}
          </tr>`,
      )}
    </tbody>
  </table>`
}

function cells(row: string): string[] {
  return row
    .slice(1, -1)
    .split('|')
    .map(cell => cell.trim())
}

const INLINE = /`([^`]+)`|\*\*([^*]+)\*\*|\[([^\]]+)\]\(([^)\s]+)\)/g

function renderInline(text: string, linkTo: LinkTo): HtmlValue {
  const parts: HtmlValue[] = []
  let at = 0
  for (const match of text.matchAll(INLINE)) {
    const [whole, code, bold, label, target] = match
    parts.push(text.slice(at, match.index))
    if (code !== undefined) parts.push(html`<code>${breakable(code)}</code>`)
    else if (bold !== undefined) parts.push(html`<strong>${bold}</strong>`)
    else parts.push(link(label!, linkTo(target!)))
    at = match.index + whole.length
  }
  return [...parts, text.slice(at)]
}

function link(label: string, href: string | undefined): HtmlValue {
  return href === undefined ? label : html`<a href="${href}">${label}</a>`
}
