/** The footer of contract 9.3: once per document, by itself. */
import { inLanguage } from '../shared/strings/language.ts'
import { make, style } from './dom.ts'
import { CHECKOUT_ORIGIN } from './origins.ts'
import type { Settings } from './settings.ts'
import { whenBody } from './watch.ts'

const POWERED_BY = [' Secure payments powered by ', ' Paiements sécurisés par ', ' Pagos seguros con '] as const
const POLICY = ['Privacy Policy', 'Politique de confidentialité', 'Política de privacidad'] as const
const LOCK = 'M5 7V5a3 3 0 0 1 6 0v2h1v7H4V7h1zm1.5 0h3V5a1.5 1.5 0 0 0-3 0v2z'

function drawn(tag: 'svg' | 'path', attribute: string, value: string): SVGElement {
  const element = document.createElementNS('http://www.w3.org/2000/svg', tag)
  element.setAttribute(attribute, value)
  return element
}

function lock(): SVGElement {
  const svg = drawn('svg', 'viewBox', '0 0 16 16')
  svg.setAttribute('aria-hidden', 'true')
  svg.append(drawn('path', 'd', LOCK))
  style(svg, { fill: 'currentColor', width: '1em', verticalAlign: 'text-bottom' })
  return svg
}

type FooterParts = Pick<Settings, 'showSecurePayments' | 'showPrivacyPolicy' | 'locale'>

function build({ showSecurePayments, showPrivacyPolicy, locale }: FooterParts): HTMLElement {
  const footer = make(
    'div',
    { className: 'clover-footer', lang: locale },
    { padding: '12px', font: '12px/1.5 system-ui, sans-serif', textAlign: 'center' },
  )
  if (showSecurePayments !== false) {
    const name = make('strong', {}, {}, 'Trefoil')
    footer.append(
      make('div', { className: 'clover-secure-payments' }, {}, lock(), inLanguage(POWERED_BY, locale), name),
    )
  }
  if (showPrivacyPolicy !== false) {
    const href = `${CHECKOUT_ORIGIN}/privacy`
    const link = { className: 'clover-privacy-link', href, target: '_blank', rel: 'noopener' }
    footer.append(make('a', link, { color: 'inherit' }, inLanguage(POLICY, locale)))
  }
  return footer
}

let ours: HTMLElement | undefined

/** Appends the footer unless there is one, ours or the page's, even an empty one (FLD-30 to FLD-33). */
export function showFooter(parts: FooterParts): void {
  if (parts.showSecurePayments === false && parts.showPrivacyPolicy === false) return
  whenBody(() => {
    if (document.querySelector('.clover-footer')) return
    ours = build(parts)
    document.body.append(ours)
  })
}

export function removeFooter(): void {
  ours?.remove()
  ours = undefined
}
