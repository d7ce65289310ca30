/** Reads a selector of the page and writes one of ours: nothing of the page's text goes through (contract STY-2, STY-8). */
import { FIELD_TAGS } from '../../shared/element-types.ts'

export type Target = 'body' | 'input' | 'select' | 'label' | 'img.brand' | '.error' | '.hint' | '.field'

export interface Selector {
  readonly target: Target
  readonly css: string
  readonly placeholder: boolean
}

/** Companions are inputs as well; only those with the class are the shopper's. */
const TARGETS: Readonly<Record<Target, string>> = {
  body: 'body',
  input: 'input.input',
  select: 'select.select',
  label: 'label.label',
  'img.brand': 'img.brand',
  '.error': '.error',
  '.hint': '.hint',
  '.field': '.field',
}
const STATES = [
  ...[':focus', ':focus-visible', ':hover', ':active', ':disabled', ':read-only', ':placeholder-shown'],
  ...[':autofill', ':-webkit-autofill'],
]
const CLASSES = ['.invalid', '.complete', '.empty', '.touched']
const PLACEHOLDERS = [
  ...['::placeholder', '::-webkit-input-placeholder', '::-moz-placeholder'],
  ...[':-moz-placeholder', ':-ms-input-placeholder'],
]
const TAGS = Object.values(FIELD_TAGS)
const LONGEST = 256
const FORM = /^(?:([a-z-]+) +)?(body|input|select|label|img\.brand|\.error|\.hint|\.field)?((?:::?[a-z-]+|\.[a-z]+)*)$/
const PART = /::?[a-z-]+|\.[a-z]+/g

function part(text: string, target: Target): string | undefined {
  if (PLACEHOLDERS.includes(text)) return target === 'input' ? '::placeholder' : undefined
  if (text === '::selection' || STATES.includes(text)) return text
  return CLASSES.includes(text) && target === 'input' ? text : undefined
}

function one(text: string): Selector | undefined {
  const [, scope, written, rest = ''] = FORM.exec(text) ?? []
  const alone = rest.match(PART) ?? []
  // A bare placeholder is that of the input.
  const target = (written ?? (PLACEHOLDERS.includes(alone[0] ?? '') ? 'input' : undefined)) as Target | undefined
  if (!target || (scope !== undefined && !TAGS.includes(scope))) return undefined
  const parts = alone.map(each => part(each, target))
  if (parts.includes(undefined)) return undefined
  // Nothing may follow a pseudo-element.
  if (parts.some((each, at) => each!.startsWith('::') && at < parts.length - 1)) return undefined
  return { target, css: scoped(scope, target) + parts.join(''), placeholder: parts.at(-1) === '::placeholder' }
}

function scoped(scope: string | undefined, target: Target): string {
  if (!scope) return TARGETS[target]
  if (target === 'body' || target === '.field') return `${TARGETS[target]}.${scope}`
  return `.${scope} ${TARGETS[target]}`
}

/** The members of a comma list that we know; those that we do not know take nothing from the others (STY-3). */
export function readSelector(text: string): readonly Selector[] {
  if (text.length > LONGEST) return []
  return text
    .split(',')
    .map(each => one(each.trim()))
    .filter(each => each !== undefined)
}

const LENGTH = '\\d{1,5}(?:\\.\\d{1,3})?(?:px|em|rem)'
const CONDITION = new RegExp(
  `^(?:(?:min|max)-width: ?${LENGTH}|prefers-color-scheme: ?(?:dark|light)|prefers-reduced-motion: ?(?:reduce|no-preference)|forced-colors: ?(?:active|none)|hover: ?(?:hover|none))$`,
)

/** The condition of `@media`, put together from the parts that we know. */
export function readCondition(text: string): string | undefined {
  const conditions = /^@media\s+(.{1,256})$/.exec(text.trim())?.[1]?.split(/\s+and\s+/)
  const read = conditions?.map(each => /^\(\s*([^()]+?)\s*\)$/.exec(each)?.[1]?.replace(/\s*:\s*/, ': '))
  if (!read?.every(each => each !== undefined && CONDITION.test(each))) return undefined
  return `@media ${read.map(each => `(${each})`).join(' and ')}`
}
