/** The chooser beside a phone number (contract 4.3). It helps the shopper; no part of a token says what it says. */
import { inputText } from '../shared/strings/input-texts.ts'
import { element } from './element.ts'
import type { Language } from './words.ts'

export function phoneType({ locale, strings }: Language): HTMLSelectElement {
  const select = element('select', 'select', { 'aria-label': inputText(locale, 'phone.type', strings) })
  for (const id of ['phone.mobile', 'phone.home', 'phone.work'] as const) {
    const option = document.createElement('option')
    option.textContent = inputText(locale, id, strings)
    select.append(option)
  }
  return select
}
