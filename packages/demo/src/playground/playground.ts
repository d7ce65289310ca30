/** Pick fields, style, locale; type a test card; copy the code that makes the same form. */
import { applyTheme } from '../shared/appearance.ts'
import type { Theme } from '../shared/appearance.ts'
import { Clover, loadFacts } from '../shared/clover.ts'
import type { CloverInstance, DemoFacts, ElementType } from '../shared/clover.ts'
import { byId, el } from '../shared/dom.ts'
import { choice } from '../shop/choices.ts'
import { testCards } from '../shop/test-cards.ts'
import { TEXTS } from '../shop/texts.ts'
import { codeFor } from './code.ts'
import type { Setup } from './code.ts'

/** Bank accounts and wallets are not built yet. */
const FIELDS = Clover.elementTypes.filter(type => !/^(ACH|PAYMENT)_/.test(type))

const setup: Setup = {
  fields: ['CARD_NUMBER', 'CARD_DATE', 'CARD_CVV', 'CARD_POSTAL_CODE'],
  locale: 'en',
  theme: 'auto',
  direction: 'auto',
  styles: { input: { fontSize: '16px' }, 'input.invalid': { color: '#b3261e' } },
}
let clover: CloverInstance | undefined

const idOf = (type: ElementType) => type.toLowerCase().replaceAll('_', '-')

function draw(facts: DemoFacts): void {
  clover?.destroy()
  applyTheme(setup.theme)
  const form = byId('form')
  form.replaceChildren(...setup.fields.map(type => el('div', { id: idOf(type), class: 'place' })))
  byId('code').textContent = codeFor(setup, facts)
  byId('result').textContent = ''
  const made = new Clover(facts.publicKey, { locale: setup.locale, direction: setup.direction, debug: true })
  clover = made
  const elements = made.elements()
  for (const type of setup.fields) {
    const options = { styles: setup.styles, appearance: { theme: setup.theme }, labels: 'above' }
    const field = elements.create(type, options as never)
    field.addEventListener('change', payload => (byId('state').textContent = JSON.stringify(payload, null, 2)))
    field.mount(`#${idOf(type)}`)
  }
}

async function tokenize(): Promise<void> {
  if (!clover) return
  const isGiftCard = setup.fields.includes('GIFT_CARD_ELEMENTS')
  const result = await (isGiftCard ? clover.createGiftCardToken() : clover.createToken())
  byId('result').textContent = JSON.stringify(result, null, 2)
}

function readStyles(facts: DemoFacts, input: HTMLTextAreaElement): void {
  const problem = byId('style-problem')
  try {
    setup.styles = JSON.parse(input.value) as Setup['styles']
    problem.textContent = ''
    draw(facts)
  } catch {
    problem.textContent = 'The styles are no JSON yet.'
  }
}

function controls(facts: DemoFacts): HTMLElement {
  const styles = el('textarea', { id: 'styles', rows: 9, spellcheck: 'false', change: () => readStyles(facts, styles) })
  styles.value = JSON.stringify(setup.styles, null, 2)
  const set =
    <K extends keyof Setup>(name: K) =>
    (value: Setup[K]): void => {
      setup[name] = value
      draw(facts)
    }
  return el(
    'section',
    { class: 'card', 'aria-labelledby': 'controls-title' },
    el('h2', { id: 'controls-title' }, 'Form'),
    el(
      'fieldset',
      { class: 'ticks' },
      el('legend', {}, 'Fields'),
      ...FIELDS.map(type =>
        el(
          'label',
          {},
          el('input', {
            type: 'checkbox',
            checked: setup.fields.includes(type),
            change: event => {
              const { checked } = event.target as HTMLInputElement
              setup.fields = FIELDS.filter(one => (one === type ? checked : setup.fields.includes(one)))
              draw(facts)
            },
          }),
          type,
        ),
      ),
    ),
    choice([['en', 'en'] as const, ['en-CA', 'en-CA'] as const, ['fr-CA', 'fr-CA'] as const, ['es', 'es'] as const], {
      name: 'locale',
      legend: 'Locale',
      value: setup.locale,
      change: set('locale'),
    }),
    choice<Theme>(
      [
        ['auto', 'auto'],
        ['light', 'light'],
        ['dark', 'dark'],
      ],
      { name: 'theme', legend: 'Theme', value: setup.theme, change: set('theme') },
    ),
    choice([['auto', 'auto'] as const, ['ltr', 'ltr'] as const, ['rtl', 'rtl'] as const], {
      name: 'direction',
      legend: 'Direction',
      value: setup.direction,
      change: set('direction'),
    }),
    el('label', { for: 'styles', class: 'name' }, 'Styles (JSON)'),
    styles,
    el('p', { id: 'style-problem', class: 'problem', role: 'alert' }),
  )
}

async function start(): Promise<void> {
  const facts = await loadFacts()
  const copy = el(
    'button',
    {
      type: 'button',
      class: 'second',
      click: () =>
        void navigator.clipboard.writeText(byId('code').textContent).then(() => (copy.textContent = 'Copied')),
    },
    'Copy the code',
  )
  byId('app').replaceChildren(
    el(
      'header',
      { class: 'top' },
      el('img', { src: '/demo/assets/mark.svg', alt: '', width: 32, height: 32 }),
      el('h1', {}, 'Playground'),
      el('a', { href: '/demo' }, 'To the shop'),
    ),
    el(
      'main',
      {},
      controls(facts),
      el(
        'section',
        { class: 'card', 'aria-labelledby': 'try-title' },
        el('h2', { id: 'try-title' }, 'Try it'),
        el('div', { id: 'form' }),
        el('button', { type: 'button', click: () => void tokenize() }, 'createToken()'),
        el('pre', { id: 'result', tabindex: 0, role: 'region', 'aria-label': 'Result', 'aria-live': 'polite' }),
        el('h2', {}, 'State'),
        el('pre', { id: 'state', tabindex: 0, role: 'region', 'aria-label': 'State' }),
      ),
      el(
        'section',
        { class: 'card', 'aria-labelledby': 'code-title' },
        el('h2', { id: 'code-title' }, 'The code'),
        copy,
        el('pre', { id: 'code', tabindex: 0, role: 'region', 'aria-label': 'Code' }),
      ),
      testCards(TEXTS.en),
    ),
  )
  draw(facts)
}

start().catch((error: Error) => byId('app').append(el('p', { class: 'problem', role: 'alert' }, error.message)))
