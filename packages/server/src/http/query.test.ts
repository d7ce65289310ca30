import { expect, test } from 'vitest'
import { normaliseQuery } from './query.ts'

test('LST-4: created[gt] is read like created.gt', () => {
  expect(normaliseQuery({ 'created[gt]': '1', 'created.lt': '9', limit: '2' })).toEqual({
    'created.gt': '1',
    'created.lt': '9',
    limit: '2',
  })
})

test('CHG-33: expand[] is read like expand, and united with it', () => {
  expect(normaliseQuery({ 'expand[]': 'a' })).toEqual({ expand: 'a' })
  expect(normaliseQuery({ 'expand[]': ['a', 'b'], expand: 'c' })).toEqual({ expand: ['a', 'b', 'c'] })
})

test('GEN-7: other brackets are names that nobody knows', () => {
  for (const name of ['a[b][c]', '[a]', 'a[', 'a]', 'a[b]c', '[]']) {
    expect(normaliseQuery({ [name]: '1' })).toEqual({ [name]: '1' })
  }
})

test('a name of the language itself is a name like any other', () => {
  expect(Object.entries(normaliseQuery({ '__proto__[x]': '1' }))).toEqual([['__proto__.x', '1']])
  expect(Object.entries(normaliseQuery({ '__proto__[]': '1' }))).toEqual([['__proto__', '1']])
})

test('a query without brackets is passed on as it is', () => {
  const query = { limit: ['1', '2'] }
  expect(normaliseQuery(query)).toBe(query)
})
