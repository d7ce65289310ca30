import fc from 'fast-check'
import { expect, test } from 'vitest'
import { codePoints, hasBrokenText, isEmailAddress } from './text.ts'

const scalarValues = fc.integer({ min: 0, max: 0x10ffff }).filter(value => value < 0xd800 || value > 0xdfff)

test('GEN-8: length is counted in code points', () => {
  const isCounted = (values: number[]) => codePoints(String.fromCodePoint(...values)) === values.length
  fc.assert(fc.property(fc.array(scalarValues), isCounted))
  expect(codePoints('😀é')).toBe(2)
})

test('GEN-8: U+0000 and half a surrogate pair cannot be stored', () => {
  for (const text of ['\0', 'a\0b', '\ud800', '\udc00', 'a\ud83d', '\ude00\ud83d']) {
    expect(hasBrokenText(text)).toBe(true)
  }
  for (const text of ['', 'é', '😀', '\u0001', '\ufffd']) expect(hasBrokenText(text)).toBe(false)
})

test('GEN-30: e-mail addresses', () => {
  const good = ['a@b.c', 'a.b+c@d.example', "o'neil@x.y", 'é@ü.de', `${'x'.repeat(64)}@a.b`, `${'😀'.repeat(64)}@a.b`]
  for (const text of [...good, `a@${'x'.repeat(250)}.y`]) expect([text, isEmailAddress(text)]).toEqual([text, true])
  const bad = [
    '',
    '@',
    'a@',
    '@b.c',
    'a@b',
    'a@.b',
    'a@b.',
    'a@b@c.d',
    'a b@c.d',
    'a@b.c\n',
    'a@b\u0085.c',
    '\ud800@b.c',
  ]
  for (const text of [...bad, `${'x'.repeat(65)}@a.b`, `a@${'x'.repeat(251)}.y`]) {
    expect([text, isEmailAddress(text)]).toEqual([text, false])
  }
})
