/** The caret stays where the shopper expects it; no browser. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { deleteBeyondGap, reformat } from './caret.ts'
import { KINDS } from './kinds/index.ts'
import type { FieldKey } from '../shared/element-types.ts'

/** `|` stands for the caret. */
const read = (marked: string) => ({ text: marked.replace('|', ''), at: marked.indexOf('|') })
const mark = ({ text, at }: { text: string; at: number }) => `${text.slice(0, at)}|${text.slice(at)}`
const formatted = (key: FieldKey, marked: string) => mark(reformat(read(marked), KINDS[key], { now: 0 }))

test.each([
  ['CARD_NUMBER', '42424|', '4242 4|'],
  ['CARD_NUMBER', '4924|2 4242', '4924| 2424 2'],
  ['CARD_NUMBER', '424|4 2424', '424|4 2424'],
  ['CARD_NUMBER', '４２|42', '42|42'],
  ['CARD_DATE', '3|', '03|'],
  ['CARD_DATE', '1|3', '0|1/3'],
  ['CARD_POSTAL_CODE', 'sw1a |1aa', 'SW1A |1AA'],
] as const)('FLD-13: %s %s becomes %s', (key, before, after) => {
  expect(formatted(key, before)).toBe(after)
})

test('FLD-13: deleting a gap deletes the digit beyond it', () => {
  expect(mark(deleteBeyondGap(read('4242|4242'), /\d/, false))).toBe('424|4242')
  expect(mark(deleteBeyondGap(read('4242|5242'), /\d/, true))).toBe('4242|242')
})

test('FLD-13: the digits before the caret are the same before and after', () => {
  const text = fc.array(fc.constantFrom(...'0123456789 -'), { maxLength: 16 }).map(signs => signs.join(''))
  fc.assert(
    fc.property(text, fc.nat(), (typed, place) => {
      const at = place % (typed.length + 1)
      const { text: shown, at: caret } = reformat({ text: typed, at }, KINDS.GIFT_CARD_NUMBER, { now: 0 })
      const digits = (part: string) => part.replace(/\D/g, '')
      expect(digits(shown.slice(0, caret))).toBe(digits(typed.slice(0, at)))
    }),
    { numRuns: 2_000 },
  )
})
