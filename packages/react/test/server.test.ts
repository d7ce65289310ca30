/** React on a server, where there is no window. */
import { expect, test } from 'vitest'
import { importServer } from './support/server-bundle.ts'

test('BRT-81 RCT-4: rendering on a server gives empty divs and needs no window', async () => {
  expect(typeof window).toBe('undefined')
  const { html } = await importServer()
  expect(html({ className: 'wide', number: { placeholder: '1234', disabled: true } })).toBe(
    '<p id="status">loading fine unknown</p><div id="number" data-test="n" class="wide"></div><div id="cvv"></div>' +
      '<button id="pay">idle</button>',
  )
})

test('RCT-7: a field outside a provider throws an error that says so', async () => {
  const { CardNumberField } = await importServer()
  const { createElement } = await import('react')
  const { renderToString } = await import('react-dom/server')
  expect(() => renderToString(createElement(CardNumberField))).toThrow(
    '<CardNumberField> must be inside a <TrefoilProvider>',
  )
})
