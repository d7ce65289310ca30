/** "Get a test token": a card form of the SDK beside the charge that takes the token (contract SDK-71). */
import { loadTrefoil } from '../../../elements/src/loader/index.ts'
import type { CloverInstance, TrefoilElement } from '../../../elements/src/loader/index.ts'
import { loadFacts } from '../shared/clover.ts'
import { el } from '../shared/dom.ts'

export interface TestToken {
  readonly element: HTMLElement
  /** To be called once the element is in the page. */
  mount(): Promise<void>
  destroy(): void
}

const isDark = () => document.body.classList.contains('dark-mode')
const appearance = () => ({ appearance: { theme: isDark() ? ('dark' as const) : ('light' as const) } })

/** @param use puts a token into the request; false when it cannot */
export function makeTestToken(use: (token: string) => boolean): TestToken {
  let clover: CloverInstance | undefined
  let field: TrefoilElement | undefined
  let isGone = false
  const place = el('div', { id: 'test-token-card' })
  const said = el('p', { class: 'test-token-said', role: 'status' })
  const button = el('button', { type: 'button', disabled: true, click: () => void ask() }, 'Get a test token')
  // The switch of the explorer, which is no setting of the browser.
  const themes = new MutationObserver(() => field?.update(appearance()))

  async function ask(): Promise<void> {
    if (!clover) return
    button.disabled = true
    said.textContent = ''
    const result = await clover.createToken()
    button.disabled = false
    if (result.errors) {
      // The frame shows what is wrong with a field itself.
      said.textContent = result.errors.FORM ?? ''
      return
    }
    const token = el('code', { tabindex: 0 }, result.token)
    said.replaceChildren(
      token,
      use(result.token) ? ' is the source of the test request now.' : ' can be copied into the request.',
    )
  }

  async function mount(): Promise<void> {
    const facts = await loadFacts()
    const Clover = await loadTrefoil({ src: `${facts.checkout}/sdk.js` })
    if (Clover === null || isGone) return
    clover = new Clover(facts.publicKey, { showSecurePayments: false, showPrivacyPolicy: false })
    field = clover.elements().create('CARD', { ...appearance(), labels: 'above' })
    field.on('error', ({ message }) => (said.textContent = message))
    field.on('submit', () => void ask())
    field.mount(place)
    themes.observe(document.body, { attributes: true, attributeFilter: ['class'] })
    button.disabled = false
  }

  return {
    element: el(
      'fieldset',
      { class: 'test-token' },
      el('legend', {}, 'Get a test token'),
      el(
        'p',
        {},
        'Type a card of the sandbox, such as ',
        el('code', {}, '4242 4242 4242 4242'),
        ', with any future date and any code. The frames are the ones that your own pages get.',
      ),
      place,
      button,
      said,
    ),
    mount: () => mount().catch((error: Error) => void (said.textContent = error.message)),
    destroy() {
      isGone = true
      themes.disconnect()
      clover?.destroy()
    },
  }
}
