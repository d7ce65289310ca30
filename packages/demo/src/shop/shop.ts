/** The demo shop (contract SDK-68, SDK-69): it uses the public SDK only, as a merchant would. */
import { applyTheme } from '../shared/appearance.ts'
import { loadFacts } from '../shared/clover.ts'
import type { DemoFacts } from '../shared/clover.ts'
import { byId, el } from '../shared/dom.ts'
import { makeCardForm } from './card-form.ts'
import type { CardForm } from './card-form.ts'
import { changed, MOST_OF_ONE, percentOf, readDollars, subtotalMinor } from './cart.ts'
import type { Quantities } from './cart.ts'
import { choice } from './choices.ts'
import { makePanel } from './panel.ts'
import { pay } from './pay.ts'
import type { Payment } from './pay.ts'
import { PRODUCT_NAMES } from './products.ts'
import { readSettings, searchOf, switches } from './settings.ts'
import type { Settings } from './settings.ts'
import { slowFrames } from './slow-frames.ts'
import { testCards } from './test-cards.ts'
import { money, TEXTS } from './texts.ts'

type Tip = '0' | '10' | '15' | '20' | 'other'

let settings = readSettings(location.search)
let quantities: Quantities = new Map([
  ['beans', 1],
  ['mug', 1],
])
let tip: Tip = '0'
let otherTip = ''
let form: CardForm | undefined

function tipMinor(facts: DemoFacts): number | undefined {
  return tip === 'other' ? readDollars(otherTip) : percentOf(subtotalMinor(facts.products, quantities), Number(tip))
}

/** Who used the keyboard goes on where they were, although everything was drawn anew. */
const returnTo = (name: string) => document.querySelector<HTMLInputElement>(`input[name="${name}"]:checked`)?.focus()

function change<K extends keyof Settings>(facts: DemoFacts, name: K, value: Settings[K]): void {
  settings = { ...settings, [name]: value }
  const address = `/demo${searchOf(settings)}`
  // Whether frames are let in is said by the policy, with which a page comes.
  if (name === 'frames') return location.assign(`${address}#${name}`)
  history.replaceState(null, '', address)
  render(facts)
  returnTo(name)
}

function render(facts: DemoFacts): void {
  form?.destroy()
  const { locale, theme, layout, direction, network } = settings
  const texts = TEXTS[locale]
  document.documentElement.lang = locale
  document.documentElement.dir = direction
  document.title = `${texts.shop} · Trefoil`
  applyTheme(theme)
  slowFrames(network === 'slow')
  const panel = makePanel(texts, facts)
  const problem = el('p', { class: 'problem', role: 'alert' })
  const done = el('p', { class: 'done', role: 'status' })
  const button = el('button', { class: 'pay' })
  const sums = el('dl', { class: 'sums' })
  const lines = el('ul', { class: 'cart' })
  const fault = () => (problem.textContent = texts.unavailable)
  const cardForm = makeCardForm({ publicKey: facts.publicKey, layout, locale, direction, theme, texts, panel, fault })
  form = cardForm

  function drawSums(): void {
    const subtotal = subtotalMinor(facts.products, quantities)
    const gratuity = tipMinor(facts) ?? 0
    const row = (name: string, amount: number, total = false) => [
      el('dt', { class: total && 'total' }, name),
      el('dd', { class: total && 'total' }, el('bdi', { dir: 'ltr' }, money(amount, locale))),
    ]
    sums.replaceChildren(
      ...row(texts.subtotal, subtotal),
      ...row(texts.tip, gratuity),
      ...row(texts.total, subtotal + gratuity, true),
    )
    button.textContent = layout === 'gift' ? texts.getToken : `${texts.pay} ${money(subtotal + gratuity, locale)}`
  }

  function drawCart(): void {
    lines.replaceChildren(
      ...facts.products.map(({ id, priceMinor }) => {
        const [name, words] = PRODUCT_NAMES[id]![locale]
        const count = quantities.get(id) ?? 0
        const step = (by: 1 | -1, label: string, sign: string) =>
          el(
            'button',
            {
              type: 'button',
              class: 'step',
              id: `${id}${by}`,
              'aria-label': `${label} ${name}`,
              disabled: by < 0 ? count === 0 : count === MOST_OF_ONE,
              click: () => {
                quantities = changed(quantities, id, by)
                drawCart()
                drawSums()
                byId(`${id}${by}`).focus()
              },
            },
            sign,
          )
        return el(
          'li',
          {},
          el('img', { src: `/demo/assets/${id}.svg`, alt: '', width: 72, height: 72 }),
          el('div', { class: 'what' }, el('strong', {}, name), el('span', { class: 'quiet' }, words)),
          el(
            'div',
            { class: 'count' },
            step(-1, texts.fewer, '−'),
            el('output', {}, String(count)),
            step(1, texts.more, '+'),
          ),
          el('bdi', { class: 'price', dir: 'ltr' }, money(priceMinor, locale)),
        )
      }),
    )
  }

  const tips: readonly (readonly [Tip, string])[] = [
    ['0', texts.noTip],
    ['10', '10 %'],
    ['15', '15 %'],
    ['20', '20 %'],
    ['other', texts.otherTip],
  ]
  const tipInput = el('input', {
    id: 'other-tip',
    inputmode: 'decimal',
    value: otherTip,
    'aria-label': texts.tipAmount,
    hidden: tip !== 'other',
    input: () => {
      otherTip = tipInput.value
      drawSums()
    },
  })
  const tipChoice = choice(tips, {
    name: 'tip',
    legend: texts.tip,
    value: tip,
    change: value => {
      tip = value
      tipInput.hidden = value !== 'other'
      if (value === 'other') tipInput.focus()
      drawSums()
    },
  })

  async function submit(): Promise<void> {
    problem.textContent = ''
    done.textContent = ''
    const gratuity = tipMinor(facts)
    if (subtotalMinor(facts.products, quantities) === 0) return void (problem.textContent = texts.empty)
    if (gratuity === undefined) return tipInput.focus()
    button.disabled = true
    button.textContent = texts.paying
    try {
      const isGift = layout === 'gift'
      const result = await (isGift ? cardForm.clover.createGiftCardToken() : cardForm.clover.createToken())
      panel.add('token', isGift ? 'createGiftCardToken()' : 'createToken()', result)
      if (result.errors) {
        cardForm.showErrors(result.errors)
        problem.textContent = result.errors.FORM ?? ''
        return
      }
      if (isGift) return void (done.textContent = texts.giftToken)
      const payment = await pay(result.token, quantities, gratuity)
      panel.add('request', 'POST /v1/charges', payment.request)
      panel.add('answer', String(payment.status), payment.answer)
      if (payment.status === 200) return showReceipt(payment)
      problem.textContent = payment.status === 402 ? texts.declined : texts.failed
    } catch (error) {
      problem.textContent = texts.failed
      panel.add('problem', (error as Error).message)
    } finally {
      button.disabled = false
      drawSums()
    }
  }

  function showReceipt({ answer }: Payment): void {
    const row = (name: string, value: string) => [el('dt', {}, name), el('dd', {}, el('bdi', { dir: 'ltr' }, value))]
    const title = el('h2', { tabindex: -1 }, texts.thanks)
    const again = el('button', { type: 'button', click: () => render(facts) }, texts.again)
    cardForm.destroy()
    checkout.replaceChildren(
      el(
        'section',
        { class: 'receipt' },
        title,
        el(
          'dl',
          { class: 'sums' },
          ...row(texts.charge, answer.id ?? ''),
          ...row(texts.card, `${answer.source?.brand ?? ''} •••• ${answer.source?.last4 ?? ''}`),
          ...row(texts.subtotal, money(answer.amount ?? 0, locale)),
          ...row(texts.tip, money(answer.tip_amount ?? 0, locale)),
          ...row(texts.total, money((answer.amount ?? 0) + (answer.tip_amount ?? 0), locale)),
        ),
        again,
      ),
    )
    title.focus()
  }

  const checkout = el(
    'form',
    {
      class: 'checkout',
      novalidate: true,
      submit: event => {
        event.preventDefault()
        void submit()
      },
    },
    el('section', { 'aria-labelledby': 'cart-title' }, el('h2', { id: 'cart-title' }, texts.cart), lines),
    tipChoice,
    tipInput,
    el('section', { 'aria-labelledby': 'card-title' }, el('h2', { id: 'card-title' }, texts.card), cardForm.element),
    sums,
    problem,
    done,
    button,
  )
  const cards = testCards(texts, { gift: layout === 'gift', focus: part => cardForm.focus(part) })
  byId('app').replaceChildren(
    el(
      'header',
      { class: 'top' },
      el('img', { src: '/demo/assets/mark.svg', alt: '', width: 32, height: 32 }),
      el('h1', {}, texts.shop),
      el('p', { class: 'quiet' }, texts.note),
    ),
    el(
      'main',
      {},
      el('div', { class: 'shop' }, checkout, cards),
      el(
        'div',
        { class: 'beside' },
        switches(settings, texts, (name, value) => change(facts, name, value)),
        panel.element,
      ),
    ),
  )
  drawCart()
  drawSums()
  cardForm.mount()
}

async function start(): Promise<void> {
  try {
    render(await loadFacts(location.search))
    if (location.hash) returnTo(location.hash.slice(1))
  } catch (error) {
    byId('app').replaceChildren(el('p', { class: 'problem', role: 'alert' }, (error as Error).message))
  }
}

void start()
