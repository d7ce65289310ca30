import { el } from '../shared/dom.ts'
import type { Texts } from './texts.ts'

export type Part = 'number' | 'date' | 'cvv'

interface TestCard {
  readonly text: keyof Texts
  readonly number: string
  readonly date?: string
  readonly cvv: string
}

const year = (from: number): string => String(new Date().getFullYear() + from).slice(-2)
const NEXT = `12/${year(3)}`

/** Test numbers and values of the sandbox. */
const CARDS: readonly TestCard[] = [
  { text: 'approved', number: '4242 4242 4242 4242', date: NEXT, cvv: '123' },
  { text: 'declinedCard', number: '4005 5717 0222 2222', date: NEXT, cvv: '123' },
  { text: 'expiredCard', number: '4242 4242 4242 4242', date: `01/${year(-2)}`, cvv: '123' },
  { text: 'wrongCode', number: '4242 4242 4242 4242', date: NEXT, cvv: '905' },
  { text: 'noFunds', number: '4000 0000 9000 0011', date: NEXT, cvv: '123' },
  { text: 'amexCard', number: '3782 822463 10005', date: NEXT, cvv: '1234' },
]
const GIFT_CARDS: readonly TestCard[] = [{ text: 'giftCard', number: '6035 7188 8888 0000', cvv: 'ab12' }]

export interface TestCardsOptions {
  readonly gift?: boolean
  /** Gives the focus to the field of a part, for the shopper to paste into. */
  readonly focus?: (part: Part) => void
}

/** A page cannot type into the frames. So a button copies its part and leads to the field, and the shopper pastes. */
export function testCards(texts: Texts, { gift = false, focus }: TestCardsOptions = {}): HTMLElement {
  const said = el('p', { class: 'quiet', role: 'status' })
  const copy = async (part: Part, text: string): Promise<void> => {
    // A browser may refuse; the text stands on the button all the same.
    const copied = await navigator.clipboard.writeText(text).then(
      () => true,
      () => false,
    )
    said.textContent = copied ? `${texts.copied}: ${text}` : text
    focus?.(part)
  }
  const button = (part: Part, text: string | undefined) =>
    text !== undefined &&
    el(
      'button',
      { type: 'button', class: 'second', click: () => void copy(part, text) },
      el('span', { class: 'unseen' }, `${texts[part]} `),
      el('bdi', { dir: 'ltr' }, text),
    )
  return el(
    'section',
    { class: 'test-cards', 'aria-labelledby': 'test-cards-title' },
    el('h2', { id: 'test-cards-title' }, texts.testCards),
    el('p', { class: 'quiet' }, texts.testCardsNote),
    el(
      'ul',
      {},
      ...(gift ? GIFT_CARDS : CARDS).map(({ text, number, date, cvv }) =>
        el(
          'li',
          { class: text },
          el('h3', {}, texts[text]),
          el('div', {}, button('number', number), button('date', date), button('cvv', cvv)),
        ),
      ),
    ),
    said,
  )
}
