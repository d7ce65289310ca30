import fc from 'fast-check'
import { afterEach, expect, test } from 'vitest'
import { ERROR_CODES, FIELD_ERROR_CODES } from '../codes.ts'
import { BRANDS, FIELD_KEYS } from '../element-types.ts'
import type { ControllerToPage, FieldInit, FieldToPage } from '../messages.ts'
import {
  readControllerInit,
  readControllerToField,
  readFieldInit,
  readFieldToController,
  readJoin,
  readPageToController,
  readPageToField,
  serializeControllerToPage,
  serializeFieldToPage,
  serializeWhyToPage,
} from '../wire.ts'

const FAULT = { t: 'fault', code: 'internal' }
const ID = 'f'.repeat(32)
const TOKEN = 'clv_1TSTSbbrZNhFgtsqwDtGuSpt'
const READERS = {
  readControllerInit,
  readControllerToField,
  readFieldInit,
  readFieldToController,
  readJoin,
  readPageToController,
  readPageToField,
}

const state: FieldToPage = {
  t: 'state',
  key: 'CARD_NUMBER',
  cause: 'input',
  touched: true,
  empty: false,
  complete: false,
  focused: true,
  autofilled: false,
  error: 'Card number is invalid.',
  code: 'invalid',
  brand: 'VISA',
  brands: ['VISA'],
}

const fieldInit: FieldInit = {
  trefoil: 1,
  t: 'init',
  id: ID,
  type: 'CARD_NUMBER',
  locale: 'en',
  strings: {},
  fonts: [],
  idleClearMinutes: 20,
  debug: false,
  controller: ID,
  options: {},
  styles: {},
  appearance: {},
  colorScheme: 'normal',
  direction: 'ltr',
}

const tokenize = {
  t: 'tokenize',
  call: 1,
  kind: 'card',
  frames: [ID],
  multipay: false,
  billing: {},
  timeoutMs: 14_000,
}

/** Strings in which at least seven digits follow each other, with spaces and hyphens between. */
const withDigits = fc
  .tuple(fc.string({ maxLength: 20 }), fc.stringMatching(/^(\d[ -]{0,2}){7,19}$/), fc.string({ maxLength: 20 }))
  .map(parts => parts.join(''))

const anyWords = fc.oneof(withDigits, fc.string(), fc.constantFrom(...BRANDS, ...FIELD_KEYS, ...ERROR_CODES))
const anyFieldMessage = fc.record(
  {
    t: fc.oneof(fc.constantFrom('ready', 'state', 'submit', 'escape', 'size', 'fault'), anyWords),
    key: fc.oneof(fc.constantFrom(...FIELD_KEYS), anyWords),
    keys: fc.array(fc.oneof(fc.constantFrom(...FIELD_KEYS), anyWords), { maxLength: 3 }),
    cause: fc.oneof(fc.constantFrom('input', 'focus', 'blur', 'sync'), anyWords),
    touched: fc.boolean(),
    empty: fc.boolean(),
    complete: fc.boolean(),
    focused: fc.boolean(),
    autofilled: fc.boolean(),
    error: anyWords,
    code: fc.oneof(fc.constantFrom(...FIELD_ERROR_CODES), anyWords),
    brand: fc.oneof(fc.constantFrom(...BRANDS), anyWords),
    brands: fc.array(fc.oneof(fc.constantFrom(...BRANDS), anyWords), { maxLength: 3 }),
    height: fc.oneof(fc.double(), fc.integer(), anyWords),
    value: anyWords,
  },
  { requiredKeys: ['t'] },
)
const anyResult = fc.record(
  {
    t: fc.constant('result'),
    call: fc.oneof(fc.nat(20_000), anyWords),
    token: fc.oneof(fc.constant(TOKEN), anyWords),
    card: fc.record({ brand: fc.constantFrom(...BRANDS), last4: anyWords, first6: anyWords, number: anyWords }),
    errors: fc.dictionary(fc.oneof(fc.constantFrom(...FIELD_KEYS, 'FORM'), anyWords), anyWords),
    codes: fc.dictionary(fc.constantFrom(...FIELD_KEYS, 'FORM'), fc.oneof(fc.constantFrom(...ERROR_CODES), anyWords)),
    requestId: anyWords,
  },
  { requiredKeys: ['t', 'call'] },
)

const DIGITS = /(\d[\s-]*){7}/

afterEach(() => {
  for (const name of ['t', 'brands', 'id', 'error']) delete (Object.prototype as Record<string, unknown>)[name]
})

test('BRT-61, SEC-29: no message of a field with seven digits leaves, whatever it is made of', () => {
  fc.assert(
    fc.property(anyFieldMessage, anything => {
      expect(JSON.stringify(serializeFieldToPage(anything as FieldToPage))).not.toMatch(DIGITS)
    }),
    { numRuns: 2_000 },
  )
})

test('BRT-61, SEC-29: no message of the controller with seven digits leaves, token and request id aside', () => {
  fc.assert(
    fc.property(anyResult, anything => {
      const { token, requestId, ...rest } = serializeControllerToPage(anything as ControllerToPage) as {
        token?: string
        requestId?: string
      }
      expect(token ?? TOKEN).toMatch(/^clv_[A-Za-z0-9]{24,}$/)
      expect(requestId ?? 'req_00000000').toMatch(/^req_[A-Za-z0-9]+$/)
      expect(JSON.stringify(rest)).not.toMatch(DIGITS)
    }),
    { numRuns: 2_000 },
  )
})

test.each(['4242424242424242', 'No: 4242 424', '424-24-24.', '4\u00a02–4 2 4\u200b2 4', '４２４２４２４', '٤٢٤٢٤٢٤'])(
  'SEC-29: a sentence with the digits of %s becomes a fault',
  error => expect(serializeFieldToPage({ ...state, error } as FieldToPage)).toEqual(FAULT),
)

test('SEC-29: a sentence of the page and six digits pass', () => {
  const message = { ...state, error: 'Ruf 123 456 an, bitte' } as FieldToPage
  expect(serializeFieldToPage(message)).toEqual(message)
})

test.each([
  ['first6', '4242424'],
  ['first6', '42424'],
  ['last4', '42424'],
  ['last4', '424'],
])('SEC-29: %s is not %s', (member, digits) => {
  const card = { brand: 'VISA', last4: '4242', first6: '424242', [member]: digits }
  expect(serializeControllerToPage({ t: 'result', call: 1, token: TOKEN, card } as ControllerToPage)).toEqual(FAULT)
})

test('SEC-28: a member that is not in the schema cannot be sent, at any depth', () => {
  expect(serializeFieldToPage({ ...state, value: '42', options: {} } as FieldToPage)).toEqual(state)
  const card = { brand: 'VISA', last4: '4242' } as const
  const result = { t: 'result', call: 1, token: TOKEN, card: { ...card, cvv: '123' }, note: 'x' } as ControllerToPage
  expect(serializeControllerToPage(result)).toEqual({ t: 'result', call: 1, token: TOKEN, card })
})

test('SEC-28: names, enumerations, booleans and sizes outside the schema become a fault', () => {
  for (const wrong of [{ key: 'value' }, { cause: 'paste' }, { touched: 1 }, { brand: '424242' }, { code: 'ok' }]) {
    expect(serializeFieldToPage({ ...state, ...wrong } as FieldToPage)).toEqual(FAULT)
  }
  for (const height of [-1, 10_001, NaN, Infinity, '24']) {
    expect(serializeFieldToPage({ t: 'size', height } as FieldToPage)).toEqual(FAULT)
  }
  expect(serializeFieldToPage({ t: 'spill' } as unknown as FieldToPage)).toEqual(FAULT)
  expect(serializeWhyToPage({ t: 'why', result: 'perhaps' } as never)).toEqual(FAULT)
})

test('SEC-28: nothing hides in the fraction of a number', () => {
  expect(serializeFieldToPage({ t: 'size', height: 42.42424242424242 })).toEqual({ t: 'size', height: 43 })
})

test('SEC-28: what is sent is a new object', () => {
  const sent = serializeFieldToPage(state) as typeof state
  expect(sent).not.toBe(state)
  expect(sent.brands).not.toBe(state.brands)
})

test('SEC-30: unknown members are ignored, on every way', () => {
  expect(readFieldInit({ ...fieldInit, newer: 1, options: { newer: 1 } })).toEqual(fieldInit)
  expect(readPageToController({ ...tokenize, newer: 1 })).toEqual(tokenize)
  expect(readControllerToField({ t: 'welcome', newer: 1 })).toEqual({ t: 'welcome' })
  expect(readFieldToController({ t: 'sealed', call: 1, jwes: { NEWER: 'x' }, plain: {}, newer: 1 })).toEqual({
    t: 'sealed',
    call: 1,
    jwes: {},
    plain: {},
  })
})

test('SEC-30, BRT-61: unknown messages and anything else are dropped, and nothing is thrown', () => {
  for (const reader of Object.values(READERS)) {
    for (const t of ['newer', 'constructor', '__proto__', 'toString', 1, null]) expect(reader({ t })).toBeUndefined()
    fc.assert(fc.property(fc.anything({ withNullPrototype: true, withMap: true }), value => void reader(value)))
  }
})

test('SEC-30: what has no form as JSON is dropped', () => {
  const circle: Record<string, unknown> = { t: 'blur' }
  circle.self = circle
  expect(readPageToField(circle)).toBeUndefined()
  expect(readPageToField({ t: 'blur', big: 1n })).toBeUndefined()
})

test('SEC-30: messages above 16 kB and an init above 64 kB are dropped', () => {
  expect(readPageToField({ t: 'blur', more: 'x'.repeat(16_000) })).toEqual({ t: 'blur' })
  expect(readPageToField({ t: 'blur', more: 'x'.repeat(16_400) })).toBeUndefined()
  expect(readPageToField({ t: 'blur', more: 'é'.repeat(8_200) })).toBeUndefined()
  expect(readFieldInit({ ...fieldInit, more: 'x'.repeat(64_000) })).toEqual(fieldInit)
  expect(readFieldInit({ ...fieldInit, more: 'x'.repeat(65_600) })).toBeUndefined()
})

test('SEC-31: a polluted Object.prototype changes no check and adds no member', () => {
  Object.assign(Object.prototype, { t: 'blur', brands: ['VISA'], id: ID, error: 'x' })
  expect(readPageToField({})).toBeUndefined()
  expect(readPageToField({ t: 'controller' })).toBeUndefined()
  const read = readFieldInit(JSON.parse(JSON.stringify({ ...fieldInit, id: ID })))
  expect(read?.brands).toBeUndefined()
  const { error: _, ...valid } = state as { error?: string }
  expect('error' in serializeFieldToPage(valid as FieldToPage)).toBe(false)
})

test('SEC-31: `__proto__` in what the page sends is a name like any other', () => {
  const read = readFieldInit({ ...fieldInit, styles: JSON.parse('{"__proto__":{"color":"red"}}') })
  expect((read?.styles as { color?: unknown }).color).toBeUndefined()
})

test('SEC-31: a slip in an option costs the option, not the field', () => {
  const options = { placeholder: 5, label: 'Card', required: 'yes' }
  expect(readFieldInit({ ...fieldInit, options })?.options).toEqual({ label: 'Card' })
})

test('SEC-31: a slip in an option of the instance costs that option, not the field', () => {
  const wrong = { strings: 'none', fonts: {}, brands: 'VISA', idleClearMinutes: 'soon' }
  expect(readFieldInit({ ...fieldInit, ...wrong })).toEqual({
    ...fieldInit,
    fonts: [],
    strings: {},
    brands: BRANDS,
    idleClearMinutes: 30,
  })
  expect(readFieldInit({ ...fieldInit, idleClearMinutes: 600 })?.idleClearMinutes).toBe(60)
  const controller = { trefoil: 1, t: 'init', id: ID, publicKey: 'k', sdk: '1', locale: 'en', merchantId: 7 }
  expect(readControllerInit(controller)).toMatchObject({ strings: {}, merchantId: '' })
})

test('STY-11: at most six fonts are taken', () => {
  const fonts = Array.from({ length: 9 }, (_, n) => ({ family: `f${n}`, src: 'https://a.example/f.woff2' }))
  expect(readFieldInit({ ...fieldInit, fonts: [{ family: 'no source' }, ...fonts] })?.fonts).toEqual(fonts.slice(0, 6))
})

test('SEC-29, I18N-5: a sentence of the page that could not be sent back is left to ours', () => {
  const strings = { 'number.invalid': 'Call 555 123 4567', 'date.invalid': 'Bad date', 'cvv.invalid': 'x'.repeat(161) }
  expect(readFieldInit({ ...fieldInit, strings })?.strings).toEqual({ 'date.invalid': 'Bad date' })
})
