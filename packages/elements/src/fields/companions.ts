/** Inputs for browsers that fill the focused frame only (contract FLD-19). None takes a number or a code. */
import type { FieldToController } from '../shared/messages.ts'
import { element } from './element.ts'

type CompanionKey = Extract<FieldToController, { t: 'companion' }>['key']

const AUTOCOMPLETE: Readonly<Record<CompanionKey, string>> = {
  CARD_DATE: 'cc-exp',
  CARD_NAME: 'cc-name',
  CARD_POSTAL_CODE: 'billing postal-code',
}
const LONGEST = 300

/** @param filled gets what lands in one of them; nothing stays there */
export function makeCompanions(filled: (key: CompanionKey, value: string) => void): HTMLElement {
  const all = element('div', 'companions', { 'aria-hidden': 'true' })
  for (const [key, autocomplete] of Object.entries(AUTOCOMPLETE) as [CompanionKey, string][]) {
    const input = element('input', 'companion', { autocomplete, name: autocomplete, tabindex: '-1', type: 'text' })
    input.setAttribute('aria-hidden', 'true')
    input.addEventListener('input', () => {
      const value = input.value.slice(0, LONGEST)
      input.value = ''
      if (value !== '') filled(key, value)
    })
    all.append(input)
  }
  return all
}
