/** When a field says that it is wrong; no browser. */
import { expect, test } from 'vitest'
import { KINDS } from './kinds/index.ts'
import { stand, UNTOUCHED } from './standing.ts'
import type { Judgement, Standing } from './standing.ts'

const at = (before: Standing, text: string, judgement: Judgement, touched = true, required = true): Standing =>
  stand(before, { kind: KINDS.CARD_NUMBER, text, required, around: { now: 0 } }, judgement, touched)

test('FLD-4: nothing is wrong while a value can become valid; what was wrong stays so until it is valid', () => {
  const typing = at(UNTOUCHED, '4242', 'live')
  expect(typing.code).toBeUndefined()
  const left = at(typing, '4242', 'full')
  expect(left.code).toBe('incomplete')
  const again = at(left, '4242 4', 'live')
  expect(again.code).toBe('incomplete')
  expect(at(again, '4242 4242 4242 4242', 'live')).toEqual({ touched: true, empty: false, complete: true })
})

test('FLD-4: what cannot become valid is told at once', () => {
  expect(at(UNTOUCHED, '0', 'live').code).toBe('invalid')
})

test('FLD-5: an empty field that is required says so when it is left; an optional one is valid', () => {
  expect(at(UNTOUCHED, ' ', 'full').code).toBe('required')
  expect(at(UNTOUCHED, '', 'full', true, false)).toEqual({ touched: true, empty: true, complete: true })
})

test('EVT-10: an untouched field has no error', () => {
  expect(at(UNTOUCHED, '', 'full', false).code).toBeUndefined()
})
