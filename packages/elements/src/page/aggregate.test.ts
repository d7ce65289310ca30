import { expect, test } from 'vitest'
import type { FieldKey } from '../shared/element-types.ts'
import { aggregateOf, blankState, keysOf, stateOf, wrongState } from './aggregate.ts'

const element = (keys: readonly FieldKey[], counts = true) => ({ keys, counts, stateOf: blankState })
const aggregate = (elements: readonly ReturnType<typeof element>[]) => aggregateOf(elements, ({ counts }) => counts)
const state = { touched: true, empty: false, complete: false, focused: true }
const message = { t: 'state', key: 'CARD_DATE', cause: 'input', autofilled: false, ...state } as const

test('EVT-8: keys are those of the elements, in order of creation', () => {
  const told = aggregate([element(['CARD_CVV'], false), element(['CARD_NUMBER']), element(['CARD_NAME'])])
  expect(Reflect.ownKeys(told)).toEqual(['CARD_CVV', 'CARD_NUMBER', 'CARD_NAME'])
})

test('EVT-9: without an error there is no such member', () => {
  const state = stateOf(message)
  expect('error' in state).toBe(false)
  expect('code' in state).toBe(false)
  expect(stateOf({ ...message, error: 'Card expiry is invalid.', code: 'invalid' })).toEqual({
    ...state,
    error: 'Card expiry is invalid.',
    code: 'invalid',
  })
})

test('EVT-10, EVT-14: a field that a token call names is touched and wrong', () => {
  expect(wrongState(blankState('CARD_CVV'), 'Card CVV is required', 'required')).toEqual({
    touched: true,
    error: 'Card CVV is required',
    code: 'required',
    empty: true,
    complete: false,
    focused: false,
  })
})

test('EVT-12: each payload is a new object, plain all the way down', () => {
  const elements = [element(['CARD_NUMBER'])]
  const [one, other] = [aggregate(elements), aggregate(elements)]
  expect(one).not.toBe(other)
  expect(structuredClone(one)).toEqual(JSON.parse(JSON.stringify(other)))
  expect(Object.getPrototypeOf(one)).toBe(Object.prototype)
})

test('FLD-2: of two elements with one key, the one that counts is told', () => {
  const ignored = {
    ...element(['CARD_NUMBER'], false),
    stateOf: () => ({ ...blankState('CARD_NUMBER'), touched: true }),
  }
  const card = element(['CARD_NUMBER', 'CARD_DATE'])
  expect(aggregate([ignored, card]).CARD_NUMBER?.touched).toBe(false)
  expect(aggregate([card, ignored]).CARD_NUMBER?.touched).toBe(false)
})

test('FLD-1, FLD-3: composites have the keys of the inputs they show', () => {
  expect(keysOf('CARD', {})).toEqual(['CARD_NUMBER', 'CARD_DATE', 'CARD_CVV', 'CARD_POSTAL_CODE'])
  expect(keysOf('CARD', { postalCode: 'hide', name: 'show' })).toEqual([
    'CARD_NUMBER',
    'CARD_DATE',
    'CARD_CVV',
    'CARD_NAME',
  ])
  expect(keysOf('GIFT_CARD_ELEMENTS', {})).toEqual(['GIFT_CARD_NUMBER', 'GIFT_CARD_SECURITY_CODE'])
  expect(keysOf('GIFT_CARD_ELEMENTS', { securityCode: 'hide' })).toEqual(['GIFT_CARD_NUMBER'])
  expect(keysOf('ACH_ELEMENTS', {})).toEqual([])
})
