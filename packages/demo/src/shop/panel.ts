/** The panel beside the shop: what the page gets to know, as it comes. */
import { el } from '../shared/dom.ts'
import type { DemoFacts } from '../shared/clover.ts'
import type { Texts } from './texts.ts'

const MOST_ENTRIES = 40

export interface Panel {
  readonly element: HTMLElement
  /** Newest first. */
  add(kind: 'event' | 'token' | 'request' | 'answer' | 'problem', title: string, content?: unknown): void
}

export function makePanel(texts: Texts, facts: DemoFacts): Panel {
  const list = el('ol', { class: 'entries' })
  const element = el(
    'aside',
    { class: 'panel', 'aria-labelledby': 'panel-title' },
    el('h2', { id: 'panel-title' }, texts.behind),
    el('p', { class: 'quiet' }, texts.behindNote),
    el('p', { class: 'sees' }, texts.sees),
    list,
    el(
      'details',
      {},
      el('summary', {}, texts.policy),
      el('pre', { tabindex: 0 }, facts.policy.replaceAll('; ', ';\n')),
    ),
  )
  return {
    element,
    add(kind, title, content) {
      const body = content === undefined ? undefined : JSON.stringify(content, null, 2)
      // An event says much that does not change: it stays closed until someone asks.
      const entry = body
        ? el(
            'details',
            { open: kind !== 'event' },
            el('summary', {}, el('span', { class: `mark ${kind}` }, kind), title),
            el('pre', { tabindex: 0 }, body),
          )
        : el('p', {}, el('span', { class: `mark ${kind}` }, kind), title)
      list.prepend(el('li', {}, entry))
      while (list.children.length > MOST_ENTRIES) list.lastElementChild!.remove()
    },
  }
}
