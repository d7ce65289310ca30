/** Which values a declaration may have (contract STY-7): none that fetches, and none that ends its declaration. */
import { withUnit } from './property.ts'

const LONGEST = 256
const REFUSED = /[;{}<>\\@]|\/\*/
const FUNCTIONS = [
  ...['rgb', 'rgba', 'hsl', 'hsla', 'hwb', 'lab', 'lch', 'oklab', 'oklch', 'color', 'color-mix', 'light-dark'],
  ...['calc', 'min', 'max', 'clamp', 'var', 'linear-gradient', 'radial-gradient', 'cubic-bezier', 'steps'],
]

export interface Value {
  readonly text: string
  readonly priority: '' | 'important'
}

/** Parentheses without a name group, as they do in `calc`. */
function onlyKnownFunctions(text: string): boolean {
  for (const [, name, argument] of text.matchAll(/([^\s(),/*+]*)\((?=\s*([^\s(),]*))/g)) {
    const known = name!.toLowerCase()
    if (known !== '' && !FUNCTIONS.includes(known)) return false
    if (known === 'var' && !/^--tf-[a-z\d-]+$/.test(argument!)) return false
  }
  return true
}

/** The value as it may be set, or nothing when it is refused. */
export function readValue(property: string, written: unknown): Value | undefined {
  if (typeof written === 'number') {
    return Number.isFinite(written) ? { text: withUnit(property, written), priority: '' } : undefined
  }
  if (typeof written !== 'string' || written.length > LONGEST) return undefined
  const [, text = '', important] = /^\s*([^]*?)\s*(!\s*important)?\s*$/i.exec(written) ?? []
  if (text === '' || REFUSED.test(text) || text.includes('!') || !onlyKnownFunctions(text)) return undefined
  return { text, priority: important ? 'important' : '' }
}
