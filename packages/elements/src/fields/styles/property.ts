/** Which properties a target may have (contract 8.2), and how their names are written (STY-1). */
import type { Selector, Target } from './selector.ts'

const SIDES = '(?:-(?:top|right|bottom|left|block|inline|block-start|block-end|inline-start|inline-end))?'
const ALL = new RegExp(
  `^(?:${[
    ...['color', 'background', 'background-color', `border${SIDES}(?:-(?:color|style|width))?`, 'border-radius'],
    ...['border-(?:top|bottom)-(?:left|right)-radius', 'border-(?:start|end)-(?:start|end)-radius'],
    ...['box-shadow', 'box-sizing', 'caret-color', 'color-scheme', 'cursor', 'font', 'font-[a-z-]+'],
    ...['-webkit-font-smoothing', '-moz-osx-font-smoothing', '(?:min-|max-)?(?:height|width)'],
    ...[
      'letter-spacing',
      'line-height',
      `(?:margin|padding)${SIDES}`,
      'outline',
      'outline-(?:color|style|width|offset)',
    ],
    ...['text-(?:align|decoration|indent|overflow|shadow|transform)', 'text-decoration-(?:color|line|style|thickness)'],
    ...['transition', 'transition-(?:property|duration|delay|timing-function)', 'white-space', 'word-spacing'],
    ...['(?:-webkit-)?appearance', '-webkit-text-fill-color', '-webkit-tap-highlight-color', '--tf-[a-z\\d-]{1,40}'],
  ].join('|')})$`,
)

const PLACED: readonly Target[] = ['input', 'label', 'img.brand']
const SHOWN: readonly Target[] = ['label', 'img.brand', '.hint', '.error']
const SPACED: readonly Target[] = ['.field', 'body']
const PLACES = ['position', 'top', 'right', 'bottom', 'left', 'vertical-align']
const GAPS = ['gap', 'row-gap', 'column-gap']
const DISPLAYS = ['none', 'block', 'inline', 'inline-block']
const POSITIONS = ['static', 'relative', 'absolute']
const UNITLESS = ['line-height', 'font-weight', 'opacity', 'z-index', 'flex']

/** `WebkitAppearance`, `webkitAppearance` and `-webkit-appearance` are one name. */
export function propertyName(written: string): string {
  if (written.startsWith('--')) return written
  return written.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`).replace(/^(webkit|moz|ms)-/, '-$1-')
}

export const withUnit = (property: string, value: number): string =>
  value === 0 || UNITLESS.includes(property) || property.startsWith('--') ? String(value) : `${value}px`

export function isAllowed(property: string, value: string, { target, placeholder }: Selector): boolean {
  if (ALL.test(property)) return true
  if (property === 'position') return PLACED.includes(target) && POSITIONS.includes(value)
  if (PLACES.includes(property)) return PLACED.includes(target)
  if (property === 'display') return SHOWN.includes(target) && DISPLAYS.includes(value)
  if (property === 'visibility') return SHOWN.includes(target)
  if (property === 'opacity') return SHOWN.includes(target) || placeholder
  return GAPS.includes(property) && SPACED.includes(target)
}
