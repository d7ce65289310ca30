import { el } from '../shared/dom.ts'
import type { Texts } from './texts.ts'

/** Test numbers of the sandbox; a page cannot type into the frames, so they are copied. */
const CARDS: readonly (readonly [number: string, text: keyof Texts])[] = [
  ['4242424242424242', 'approved'],
  ['378282246310005', 'amexCard'],
  ['4005571702222222', 'declinedCard'],
  ['4000000090000011', 'noFunds'],
]

export function testCards(texts: Texts): HTMLElement {
  const said = el('p', { class: 'quiet', role: 'status' })
  const copy = async (number: string): Promise<void> => {
    // A browser may refuse; the number stands on the button all the same.
    const copied = await navigator.clipboard.writeText(number).then(
      () => true,
      () => false,
    )
    said.textContent = copied ? `${texts.copied}: ${number}` : number
  }
  return el(
    'section',
    { class: 'test-cards', 'aria-labelledby': 'test-cards-title' },
    el('h2', { id: 'test-cards-title' }, texts.testCards),
    el('p', { class: 'quiet' }, texts.testCardsNote),
    el(
      'ul',
      {},
      ...CARDS.map(([number, text]) =>
        el(
          'li',
          {},
          el(
            'button',
            { type: 'button', class: 'second', click: () => void copy(number) },
            el('code', {}, number),
            el('span', {}, texts[text]),
          ),
        ),
      ),
    ),
    said,
  )
}
