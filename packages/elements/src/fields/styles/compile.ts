/** From the page's styles object to rules that are ours (contract STY-2 to STY-9). Pure; `apply.ts` puts them in place. */
import type { RawStyles } from '../../shared/messages.ts'
import { isAllowed, propertyName } from './property.ts'
import { readCondition, readSelector } from './selector.ts'
import type { Selector } from './selector.ts'
import { readValue } from './value.ts'
import type { Value } from './value.ts'

const MOST_RULES = 100
const MOST_DECLARATIONS = 400
const MOST_BYTES = 16 * 1024

export interface Declaration extends Value {
  readonly property: string
}

export interface Rule {
  readonly condition?: string
  readonly selector: string
  readonly declarations: readonly Declaration[]
}

export interface Compiled {
  readonly rules: readonly Rule[]
  /** What was not understood, as the page wrote it, for the console of a developer. */
  readonly ignored: readonly string[]
}

const isRecord = (value: unknown): value is RawStyles =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export function compile(styles: RawStyles): Compiled {
  const rules: Rule[] = []
  const ignored: string[] = []
  let declarationsLeft = MOST_DECLARATIONS
  let bytesLeft = MOST_BYTES

  function declarations(members: RawStyles, selector: Selector, path: string): Declaration[] {
    const read: Declaration[] = []
    for (const [written, raw] of Object.entries(members)) {
      const property = propertyName(written)
      const value = readValue(property, raw)
      if (!value || !isAllowed(property, value.text, selector)) ignored.push(`${path} ${written}`)
      else if (declarationsLeft-- > 0) read.push({ property, ...value })
      else ignored.push(`${path} ${written} (too many declarations)`)
    }
    return read
  }

  function rule(key: string, members: RawStyles, condition: string | undefined): void {
    const selectors = readSelector(key)
    if (!selectors.length) return void ignored.push(key)
    // A rule for each member of the list, since what a property is allowed for depends on the target.
    for (const selector of selectors) {
      if (rules.length === MOST_RULES) return void ignored.push(`${key} (too many rules)`)
      rules.push({
        ...(condition !== undefined && { condition }),
        selector: selector.css,
        declarations: declarations(members, selector, key),
      })
    }
  }

  function read(members: RawStyles, condition?: string): void {
    for (const [key, value] of Object.entries(members)) {
      if (!isRecord(value)) {
        ignored.push(key)
        continue
      }
      const inner = condition === undefined && key.startsWith('@') ? readCondition(key) : undefined
      if (inner !== undefined) {
        read(value, inner)
        continue
      }
      bytesLeft -= key.length + JSON.stringify(value).length + 4
      if (bytesLeft < 0) ignored.push(`${key} (more than 16 kB)`)
      else rule(key, value, condition)
    }
  }

  read(styles)
  return { rules, ignored }
}
