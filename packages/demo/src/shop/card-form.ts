/** The card form: frames of the SDK, mounted as any merchant would. */
import { fieldStyles } from '../shared/appearance.ts'
import { Clover } from '../shared/clover.ts'
import type { CloverInstance, ElementType } from '../shared/clover.ts'
import { el } from '../shared/dom.ts'
import type { Panel } from './panel.ts'
import type { Locale, Texts } from './texts.ts'

export type Layout = 'separate' | 'single'

export interface CardForm {
  readonly element: HTMLElement
  readonly clover: CloverInstance
  /** To be called once the element is in the page. */
  mount(): void
  showErrors(errors: Readonly<Record<string, string | undefined>>): void
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

const EVENTS = ['ready', 'focus', 'blur', 'change', 'brandchange', 'error'] as const

export interface CardFormOptions {
  readonly publicKey: string
  readonly layout: Layout
  readonly locale: Locale
  readonly direction: 'ltr' | 'rtl'
  readonly theme: 'auto' | 'light' | 'dark'
  readonly texts: Texts
  readonly panel: Panel
}

export function makeCardForm(options: CardFormOptions): CardForm {
  const { layout, locale, direction, theme, texts, panel } = options
  const places = layout === 'separate' ? SEPARATE : SINGLE
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
    // The one frame shows its sentences itself.
    if (layout === 'single') return
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
          type === 'CARD'
            ? elements.create(type, { appearance: { theme }, labels: 'above' } as never)
            : elements.create(type, fieldStyles())
        for (const name of EVENTS) {
          field.addEventListener(name, payload => {
            panel.add(name === 'error' ? 'problem' : 'event', `${type} ${name}`, payload)
            if (name !== 'change' && name !== 'blur') return
            const states = payload as Readonly<Record<string, { error?: string } | undefined>>
            showErrors(Object.fromEntries(Object.entries(states).map(([key, state]) => [key, state?.error])))
          })
        }
        field.mount(`#${id}`)
      }
    },
    destroy: () => clover.destroy(),
  }
}
