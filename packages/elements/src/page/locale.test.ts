import { expect, test } from 'vitest'
import { localeOf } from './locale.ts'

test.each([
  ['en-US', 'en'],
  ['en-CA', 'en-CA'],
  ['fr_CA', 'fr-CA'],
  ['fr', 'fr-CA'],
  ['FR-fr', 'fr-CA'],
  ['es-MX', 'es'],
  ['EN-us', 'en'],
  ['en_ca', 'en-CA'],
  ['xx', 'en'],
  ['english', 'en'],
  ['frisian', 'en'],
  ['', 'en'],
  [undefined, 'en'],
  [7, 'en'],
])('I18N-2: the locale %s finds the table %s', (option, table) => {
  expect(localeOf(option, [])).toBe(table)
})

test('I18N-3: auto takes the first language of document and shopper that is known', () => {
  expect(localeOf('auto', ['', 'de-DE', 'fr-FR', 'es'])).toBe('fr-CA')
  expect(localeOf('auto', ['es', 'fr'])).toBe('es')
  expect(localeOf('auto', ['', 'de'])).toBe('en')
})
