/** The card form: frames of the SDK, mounted as any merchant would. */
import { fieldStyles } from '../shared/appearance.ts'
import { Clover } from '../shared/clover.ts'
import type { CloverInstance, ElementType, TrefoilElement } from '../shared/clover.ts'
import { el } from '../shared/dom.ts'
import type { Panel } from './panel.ts'
import type { Layout } from './settings.ts'
import type { Part } from './test-cards.ts'
import type { Locale, Texts } from './texts.ts'

export interface CardForm {
  readonly element: HTMLElement
  readonly clover: CloverInstance
  /** To be called once the element is in the page. */
  mount(): void
  showErrors(errors: Readonly<Record<string, string | undefined>>): void
  /** To where a part of the card is typed; of one frame for all, to its first field only. */
  focus(part: Part): void
  destroy(): void
}

interface Place {
  readonly type: ElementType
  readonly keys: readonly string[]
  readonly id: string
  readonly text: keyof Texts
  readonly class: string
}

const SEPARATE: readonly Place[] = [
  { type: 'CARD_NUMBER', keys: ['CARD_NUMBER'], id: 'card-number', text: 'number', class: 'wide' },
  { type: 'CARD_DATE', keys: ['CARD_DATE'], id: 'card-date', text: 'date', class: '' },
  { type: 'CARD_CVV', keys: ['CARD_CVV'], id: 'card-cvv', text: 'cvv', class: '' },
  { type: 'CARD_POSTAL_CODE', keys: ['CARD_POSTAL_CODE'], id: 'card-zip', text: 'zip', class: '' },
]
const SINGLE: readonly Place[] = [
  {
    type: 'CARD',
    keys: ['CARD_NUMBER', 'CARD_DATE', 'CARD_CVV', 'CARD_POSTAL_CODE'],
    id: 'card-all',
    text: 'card',
    class: 'wide composite',
  },
]

const GIFT: readonly Place[] = [
  {
    type: 'GIFT_CARD_ELEMENTS',
    keys: ['GIFT_CARD_NUMBER', 'GIFT_CARD_SECURITY_CODE'],
    id: 'gift-card',
    text: 'giftCard',
    class: 'wide composite',
  },
]
const PLACES: Readonly<Record<Layout, readonly Place[]>> = { separate: SEPARATE, single: SINGLE, gift: GIFT }
const FIELD_OF: Readonly<Record<Part, string>> = { number: 'card-number', date: 'card-date', cvv: 'card-cvv' }

const EVENTS = ['ready', 'focus', 'blur', 'change', 'brandchange', 'error'] as const

export interface CardFormOptions {
  readonly publicKey: string
  readonly layout: Layout
  readonly locale: Locale
  readonly direction: 'ltr' | 'rtl'
  readonly theme: 'auto' | 'light' | 'dark'
  readonly texts: Texts
  readonly panel: Panel
  /** Something other than the shopper's input is wrong. */
  readonly fault: () => void
}

export function makeCardForm(options: CardFormOptions): CardForm {
  const { layout, locale, direction, theme, texts, panel } = options
  const places = PLACES[layout]
  const mounted = new Map<string, TrefoilElement>()
  const clover = new Clover(options.publicKey, { locale, direction, showPrivacyPolicy: true })
  const problems = new Map(places.map(({ id }) => [id, el('p', { class: 'problem', id: `${id}-problem` })]))
  const element = el(
    'div',
    { class: 'fields' },
    ...places.map(place =>
      el(
        'div',
        { class: `field ${place.class}` },
        el('label', { for: place.id }, texts[place.text]),
        el('div', { id: place.id, class: 'frame' }),
        problems.get(place.id),
      ),
    ),
  )

  function showErrors(errors: Readonly<Record<string, string | undefined>>): void {
    // One frame shows its sentences itself.
    if (layout !== 'separate') return
    for (const { keys, id } of places) {
      problems.get(id)!.textContent = keys.flatMap(key => errors[key] ?? []).join(' ')
    }
  }

  return {
    element,
    clover,
    showErrors,
    mount() {
      const elements = clover.elements()
      for (const { type, id } of places) {
        const field =
          layout !== 'separate'
            ? elements.create(type, { appearance: { theme }, labels: 'above' } as never)
            : elements.create(type, fieldStyles())
        for (const name of EVENTS) {
          field.addEventListener(name, payload => {
            panel.add(name === 'error' ? 'problem' : 'event', `${type} ${name}`, payload)
            if (name === 'error') options.fault()
            if (name !== 'change' && name !== 'blur') return
            const states = payload as Readonly<Record<string, { error?: string } | undefined>>
            showErrors(Object.fromEntries(Object.entries(states).map(([key, state]) => [key, state?.error])))
          })
        }
        mounted.set(id, field)
        field.mount(`#${id}`)
      }
    },
    focus(part) {
      if (layout === 'separate') mounted.get(FIELD_OF[part])?.focus()
      else if (part === 'number') mounted.get(places[0]!.id)?.focus()
    },
    destroy: () => clover.destroy(),
  }
}
