/** Every text of a frame, in every language. */
import { describe, expect, test } from 'vitest'
import { FIELD_ERROR_CODES } from '../shared/codes.ts'
import { FIELD_KEYS } from '../shared/element-types.ts'
import type { Locale } from '../shared/messages.ts'
import { INPUT_TEXTS, inputText } from '../shared/strings/input-texts.ts'
import type { InputTextId } from '../shared/strings/input-texts.ts'
import { LABELS } from '../shared/strings/labels.ts'
import { SENTENCES } from '../shared/strings/sentences.ts'
import { errorSentence, fieldTexts } from './words.ts'

const LOCALES: readonly Locale[] = ['en', 'en-CA', 'fr-CA', 'es']
const IDS = Object.keys(INPUT_TEXTS) as InputTextId[]

describe.each(LOCALES)('%s', locale => {
  const language = { locale, strings: {} }

  test('I18N-1: every field has label, placeholder, and the sentences of its states', () => {
    for (const key of FIELD_KEYS) {
      const { label, placeholder } = fieldTexts(key, {}, language, true)
      expect(label.length * placeholder.length).toBeGreaterThan(0)
      for (const code of ['required', 'incomplete', 'invalid'] as const) {
        expect(errorSentence(key, code, language)).toMatch(/\p{L}/u)
      }
    }
    expect(errorSentence('CARD_DATE', 'expired', language)).toMatch(/\p{L}/u)
    expect(errorSentence('CARD_NUMBER', 'unsupported_brand', language)).toMatch(/\p{L}/u)
    expect(FIELD_ERROR_CODES).toContain('contains_card_number')
    expect(errorSentence('CARD_NAME', 'contains_card_number', language)).toMatch(/\p{L}/u)
  })
})

test('I18N-1: every text is there in every language', () => {
  for (const [id, texts] of Object.entries({ ...INPUT_TEXTS, ...LABELS, ...SENTENCES })) {
    expect(texts, id).toHaveLength(3)
    for (const text of texts) expect(text, id).toMatch(/\p{L}/u)
  }
})

test('I18N-4: en-CA says "Postal code" and nothing else of its own', () => {
  const different = IDS.filter(id => inputText('en-CA', id, {}) !== inputText('en', id, {}))
  expect(different).toEqual(['postal.placeholder'])
  expect(fieldTexts('CARD_POSTAL_CODE', {}, { locale: 'en-CA', strings: {} }, true).label).toBe('Postal code')
})

test('I18N-5: the page replaces any text, and polluted prototypes replace none', () => {
  const strings = { 'date.placeholder': 'mm.jj', 'number.invalid': 'Nein.' }
  expect(fieldTexts('CARD_DATE', {}, { locale: 'en', strings }, true).placeholder).toBe('mm.jj')
  expect(errorSentence('CARD_NUMBER', 'incomplete', { locale: 'en', strings })).toBe('Nein.')
  expect(inputText('en', 'cvv.placeholder', Object.create({ 'cvv.placeholder': 'x' }))).toBe('CVV')
})

test('A11Y-1: the name comes from ariaLabel, label, the page, the locale, in that order', () => {
  const language = { locale: 'en', strings: {} } as const
  const both = { label: 'Own', pageLabel: 'Page' }
  expect(fieldTexts('CARD_NUMBER', { ...both, ariaLabel: 'Aria' }, language, true)).toMatchObject({ ariaLabel: 'Aria' })
  expect(fieldTexts('CARD_NUMBER', both, language, true).label).toBe('Own')
  expect(fieldTexts('CARD_NUMBER', { pageLabel: 'Page' }, language, true).label).toBe('Page')
  expect(fieldTexts('CARD_NUMBER', both, language, false).label).toBe('Card number')
})
