import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ApiError } from './errors.ts'
import { isObject, readInteger } from './fields.ts'
import { parseJsonBody, refuseBrokenText, refuseCardData } from './json-body.ts'

const parse = (text: string | Buffer) => parseJsonBody(Buffer.from(text as string))

function failure(work: () => unknown) {
  try {
    work()
  } catch (error) {
    if (error instanceof ApiError) return { code: error.code, param: error.details.param, message: error.message }
    throw error
  }
  return undefined
}

const CARD = '4242424242424242'

test('GEN-6: anything but one JSON object in UTF-8 is invalid_json, and closes the connection', () => {
  const broken = ['{', '[]', '1', 'null', '"a"', '{}{}', '{"a":1,}', "{'a':1}", '{"a":"\n"}', ' ', 'NaN', '{"a":01}']
  for (const text of broken) expect([text, failure(() => parse(text))?.code]).toEqual([text, 'invalid_json'])
  expect(failure(() => parse(Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])))?.code).toBe('invalid_json')
  expect.assertions(broken.length + 2)
  try {
    parse('{')
  } catch (error) {
    expect((error as ApiError).headers['connection']).toBe('close')
  }
})

test('GEN-19: the error of a body that cannot be read has nothing of the body in it', () => {
  try {
    parse(`{"number":${CARD}`)
    expect.unreachable()
  } catch (error) {
    expect((error as ApiError).cause).toBeUndefined()
    expect((error as ApiError).stack + (error as ApiError).message).not.toContain('4242')
  }
})

test('GEN-6: 32 levels are taken, 33 are not, and a very deep body does no harm', () => {
  const nested = (levels: number, open: string, close: string) =>
    `{"a":${open.repeat(levels - 1)}1${close.repeat(levels - 1)}}`
  expect(failure(() => parse(nested(32, '{"a":', '}')))).toBeUndefined()
  expect(failure(() => parse(nested(33, '{"a":', '}')))?.code).toBe('invalid_json')
  expect(failure(() => parse(nested(32, '[', ']')))).toBeUndefined()
  expect(failure(() => parse(nested(33, '[', ']')))?.code).toBe('invalid_json')
  expect(failure(() => parse(nested(30_000, '[', ']')))?.code).toBe('invalid_json')
  expect(
    failure(() => parse(nested(32, '[', ']').replace('1', '1.5'))),
    'a number is no level',
  ).toBeUndefined()
})

test('GEN-8: a number with a fraction or an exponent is no integer, even when its value is one', () => {
  for (const text of ['1.0', '1e2', '1E2', '-1.50', '0.0', '100e-2']) {
    const { amount } = parse(`{"amount":${text}}`)
    expect([text, readInteger(amount), isObject(amount)]).toEqual([text, undefined, false])
    expect(JSON.stringify({ amount })).toBe(JSON.stringify({ amount: Number(text) }))
  }
  expect(readInteger(parse('{"amount":100,"rate":1.5}')['amount'])).toBe(100)
})

test('GEN-8: parsing keeps every JSON value', () => {
  const isKept = (value: object) => JSON.stringify(parse(JSON.stringify({ value }))) === JSON.stringify({ value })
  fc.assert(fc.property(fc.jsonValue({ maxDepth: 5 }) as fc.Arbitrary<object>, isKept))
})

test('GEN-8: an integer beyond what a number holds is no integer', () => {
  expect(readInteger(parse('{"a":9007199254740993}')['a'])).toBeUndefined()
  expect(readInteger(parse('{"a":12345678901234567890}')['a'])).toBeUndefined()
})

test('GEN-20: card numbers are found in text, numbers, names, lists and depths, and named by path', () => {
  const found = (text: string) => failure(() => refuseCardData(parse(text)))
  const code = 'card_data_not_allowed'
  expect(found(`{"note":"card ${CARD}"}`)).toMatchObject({ code, param: 'note' })
  expect(found(`{"note":"4242-4242 4242 4242"}`)).toMatchObject({ code, param: 'note' })
  expect(found(`{"a":{"b":[{"c":"${CARD}"}]}}`)).toMatchObject({ code, param: 'a.b[0].c' })
  expect(found(`{"n":${CARD}}`)).toMatchObject({ code, param: 'n' })
  expect(found(`{"n":-${CARD}}`)).toMatchObject({ code, param: 'n' })
  expect(found(`{"n":${CARD}.5}`)).toMatchObject({ code, param: 'n' })
  expect(found(`{"n":4.242424242424242e15}`)).toMatchObject({ code, param: 'n' })
  expect(found(`{"n":[4000000000000000006]}`), '19 digits').toMatchObject({ code, param: 'n[0]' })
  expect(found(`{"a":{"${CARD}":1}}`)).toMatchObject({ code, param: 'a' })
  expect(found(`{"${CARD}":1}`)).toMatchObject({ code, param: undefined })
  expect(found(`{"__proto__":{"x":"${CARD}"}}`)).toMatchObject({ code, param: '__proto__.x' })
  expect(found('{"n":4242424242424243,"note":"4242 4242 4242"}')).toBeUndefined()
})

test('ERR-4: no refusal repeats the number', () => {
  for (const text of [`{"note":"${CARD}"}`, `{"${CARD}":"${CARD}"}`, `{"a":[{"x${CARD}":1}]}`]) {
    expect(JSON.stringify(failure(() => refuseCardData(parse(text))))).not.toContain('4242')
  }
})

test('GEN-8: text that cannot be stored is refused, with the search for card numbers and without', () => {
  for (const refuse of [refuseCardData, refuseBrokenText]) {
    expect(failure(() => refuse(parse('{"a":{"b":"x\\u0000"}}')))).toMatchObject({
      code: 'invalid_request',
      param: 'a.b',
    })
    expect(failure(() => refuse(parse('{"a":["\\ud800"]}')))).toMatchObject({ code: 'invalid_request', param: 'a[0]' })
    expect(failure(() => refuse(parse('{"a\\u0000":1}')))).toMatchObject({ code: 'invalid_request', param: undefined })
  }
  expect(failure(() => refuseBrokenText(parse(`{"a":"${CARD}","b":1.5}`)))).toBeUndefined()
})
