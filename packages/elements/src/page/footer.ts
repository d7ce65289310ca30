/** The footer of contract 9.3: once per document, by itself. Styles are set as properties, which no policy forbids. */
import type { Locale } from '../shared/messages.ts'
import { tableOf } from '../shared/strings/text.ts'
import { CHECKOUT_ORIGIN } from './origins.ts'
import { whenBody } from './watch.ts'

const TEXTS = {
  en: ['Secure payments powered by ', 'Privacy Policy'],
  'fr-CA': ['Paiements sécurisés par ', 'Politique de confidentialité'],
  es: ['Pagos seguros con ', 'Política de privacidad'],
} as const

const SVG = 'http://www.w3.org/2000/svg'
const LOCK = 'M5 7V5a3 3 0 0 1 6 0v2h1v7H4V7h1zm1.5 0h3V5a1.5 1.5 0 0 0-3 0v2z'

export function style(element: HTMLElement | SVGElement, properties: { readonly [name: string]: string }): void {
  for (const [name, value] of Object.entries(properties)) element.style.setProperty(name, value)
}

function lock(): SVGElement {
  const svg = document.createElementNS(SVG, 'svg')
  const path = document.createElementNS(SVG, 'path')
  svg.setAttribute('viewBox', '0 0 16 16')
  svg.ariaHidden = 'true'
  path.setAttribute('d', LOCK)
  svg.append(path)
  style(svg, { fill: 'currentColor', width: '1em', 'vertical-align': 'text-bottom' })
  return svg
}

export interface FooterParts {
  readonly secured: boolean
  readonly privacy: boolean
  readonly locale: Locale
}

function build({ secured, privacy, locale }: FooterParts): HTMLElement {
  const [poweredBy, policy] = TEXTS[tableOf(locale)]
  const footer = document.createElement('div')
  footer.className = 'clover-footer'
  footer.lang = locale
  style(footer, { padding: '12px', font: '12px/1.5 system-ui, sans-serif', 'text-align': 'center' })
  if (secured) {
    const part = document.createElement('div')
    const name = document.createElement('strong')
    part.className = 'clover-secure-payments'
    name.textContent = 'Trefoil'
    part.append(lock(), ` ${poweredBy}`, name)
    footer.append(part)
  }
  if (privacy) {
    const link = document.createElement('a')
    link.className = 'clover-privacy-link'
    link.href = `${CHECKOUT_ORIGIN}/privacy`
    link.target = '_blank'
    link.rel = 'noopener'
    link.textContent = policy
    style(link, { color: 'inherit' })
    footer.append(link)
  }
  return footer
}

let ours: HTMLElement | undefined

/** Appends the footer unless there is one, ours or the page's, even an empty one (FLD-30 to FLD-33). */
export function showFooter(parts: FooterParts): void {
  if (!parts.secured && !parts.privacy) return
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
