import { expect, test } from 'vitest'
import { mergeAppearance, NO_SETTINGS, readSettings } from './options.ts'

const read = (argument: unknown) => readSettings(argument, NO_SETTINGS)

test.each([undefined, null, '', 0, true, 'input', [], [{ color: 'red' }], () => 1, new Date()])(
  'SDK-30: %o is no settings, and no error',
  argument => expect(read(argument)).toMatchObject(NO_SETTINGS),
)

test('SDK-30: an object that throws when it is read is no error', () => {
  const hostile = {
    get input(): never {
      throw new Error('of the page')
    },
  }
  expect(read(hostile)).toMatchObject(NO_SETTINGS)
})

test('SDK-30: a frozen argument is copied', () => {
  const rule = Object.freeze({ color: 'red' })
  const { styles } = read(Object.freeze({ input: rule }))
  expect(styles).toEqual({ input: { color: 'red' } })
  expect(styles['input']).not.toBe(rule)
})

test('SDK-31: an object is a rule, another value an option, under the same name', () => {
  expect(read({ label: 'Card' })).toMatchObject({ options: { label: 'Card' }, styles: {} })
  expect(read({ label: { display: 'none' } })).toMatchObject({ options: {}, styles: { label: { display: 'none' } } })
})

test('SDK-31: members of styles are rules beside those at the top', () => {
  const { styles, options } = read({ styles: { body: { margin: 0 } }, input: { color: 'red' }, mask: true })
  expect(styles).toEqual({ body: { margin: 0 }, input: { color: 'red' } })
  expect(options).toEqual({ mask: true })
})

test('SDK-31: objects of wallets are no rules', () => {
  expect(read({ paymentReqData: { total: {} }, applePaymentRequest: {}, classes: { ready: 'on' } })).toMatchObject({
    ...NO_SETTINGS,
    classes: { ready: 'on' },
  })
})

test('update keeps what it does not name, and takes back what is undefined', () => {
  const before = read({ label: 'Card', mask: true, input: { color: 'red' } })
  const after = readSettings({ label: undefined, disabled: true }, before)
  expect(after.options).toEqual({ mask: true, disabled: true })
  expect(after.styles).toEqual({ input: { color: 'red' } })
  expect(readSettings({ styles: {} }, before).styles).toEqual({})
})

test('STY-9: of 10,000 rules a message holds at most 100, and it is known that some are missing', () => {
  const rules = Object.fromEntries(Array.from({ length: 10_000 }, (_, n) => [`.r${n}`, { color: 'red' }]))
  const { styles, cut } = read(rules)
  expect(Object.keys(styles)).toHaveLength(100)
  expect(cut).toBe(true)
  expect(read({ input: { color: 'red' } }).cut).toBe(false)
  expect(JSON.stringify(read({ input: { color: 'x'.repeat(99_999) } })).length).toBeLessThan(200)
})

test('values that no message can hold are left out', () => {
  const rule = {
    color: 'red',
    odd: () => 1,
    symbol: Symbol('s'),
    large: 1n,
    list: [1, () => 1],
    deep: { deeper: { x: 1 } },
  }
  const { styles } = read({ input: rule })
  expect(structuredClone(styles)).toEqual({ input: { color: 'red', list: [1], deep: {} } })
})

test('the element has the last word on appearance', () => {
  const merged = mergeAppearance(
    { theme: 'dark', variables: { spacing: 1, colorText: 'x' } },
    { variables: { spacing: 2 } },
  )
  expect(merged).toEqual({ theme: 'dark', variables: { spacing: 2, colorText: 'x' } })
})
