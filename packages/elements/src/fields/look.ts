/** How the frame looks: sheets, theme, direction, title (contract 8, A11Y-3, I18N-7). */
import { FIELD_TAGS } from '../shared/element-types.ts'
import type { FieldInit, FieldLook } from '../shared/messages.ts'
import { appearanceRules, themeOf } from './appearance.ts'
import { isComposite, keysOf } from './parts.ts'
import { applyRules } from './styles/apply.ts'
import { compile } from './styles/compile.ts'
import { remarks } from './styles/remarks.ts'
import { frameTitle } from './words.ts'

const DARK = matchMedia('(prefers-color-scheme: dark)')

/** @returns what takes over a changed look */
export function makeLook({ type, locale, strings }: FieldInit, form: HTMLElement): (look: FieldLook) => void {
  const root = document.documentElement
  const variables = new CSSStyleSheet()
  const styles = new CSSStyleSheet()
  // Later sheets win: the styles over the variables, those over the defaults (STY-5).
  document.adoptedStyleSheets = [variables, styles]
  const alone = !isComposite(type)
  let shown: FieldLook | undefined

  function theme({ appearance, colorScheme }: FieldLook): void {
    root.dataset['theme'] = themeOf(appearance, colorScheme, DARK.matches)
    // Where the schemes of frame and document differ, the browser paints the canvas (STY-15).
    root.style.setProperty('color-scheme', colorScheme === '' ? 'normal' : colorScheme)
  }
  DARK.addEventListener('change', () => shown && theme(shown))

  return look => {
    shown = look
    const { options, direction } = look
    const [key] = keysOf(type, options)
    root.lang = locale
    root.dir = direction
    document.title = frameTitle(key!, { locale, strings })
    if (alone) document.body.className = FIELD_TAGS[key!]
    form.classList.toggle('inline', options.layout === 'inline')
    const labelled = options.labels ?? (type === 'GIFT_CARD_ELEMENTS' ? 'above' : 'hidden')
    form.classList.toggle('labelled', !alone && labelled === 'above')
    theme(look)
    applyRules(variables, appearanceRules(look.appearance))
    const { rules, ignored } = compile(look.styles)
    applyRules(styles, rules)
    if (!look.debug) return
    if (ignored.length) console.warn(`[Trefoil] Styles without effect: ${ignored.join('; ')}.`)
    for (const remark of remarks(rules)) console.warn(`[Trefoil] ${remark}`)
  }
}
