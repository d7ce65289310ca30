/** The elements of one field, and what assistive technology is told of them (contract 11). */
import { FIELD_TAGS } from '../shared/element-types.ts'
import type { Brand, FieldKey } from '../shared/element-types.ts'
import { brandImage } from './brand-image.ts'
import { element } from './element.ts'
import { BRAND_NAMES } from './kinds/brands.ts'
import type { FieldTexts } from './words.ts'

export interface Box {
  readonly box: HTMLElement
  readonly input: HTMLInputElement
  showTexts(texts: FieldTexts): void
  showBrand(brand: Brand, visible: boolean): void
  /** @param announce whether it is also spoken, politely (A11Y-4) */
  showError(sentence: string | undefined, announce: boolean): void
}

/** The `for` of the label and the ids of the description are unique in the frame, since a key is. */
export function makeBox(key: FieldKey): Box {
  const tag = FIELD_TAGS[key]
  const input = element('input', 'input', {
    id: tag,
    name: tag,
    type: 'text',
    spellcheck: 'false',
    autocapitalize: 'off',
  })
  input.setAttribute('autocorrect', 'off')
  const label = element('label', 'label', { for: tag })
  const hint = element('span', 'hint', { id: `${tag}-hint` })
  const brandName = element('span', 'unseen', { id: `${tag}-brand` })
  const error = element('span', 'error', { id: `${tag}-error` })
  // A region of its own, so that the sentence is not read again at each key while it stays.
  const live = element('span', 'unseen', { role: 'status', 'aria-live': 'polite' })
  const image = key === 'CARD_NUMBER' ? brandImage() : undefined
  const line = element('div', 'line')
  line.append(input, ...(image ? [image.image] : []))
  const box = element('div', `field ${tag}`)
  box.append(label, line, hint, brandName, error, live)
  input.setAttribute('aria-describedby', [hint, brandName, error].map(({ id }) => id).join(' '))

  return {
    box,
    input,
    showTexts(texts) {
      label.textContent = texts.label
      input.placeholder = texts.placeholder
      hint.textContent = texts.hint
      if (texts.ariaLabel) input.setAttribute('aria-label', texts.ariaLabel)
      else input.removeAttribute('aria-label')
    },
    showBrand(brand, visible) {
      brandName.textContent = BRAND_NAMES[brand]
      image?.show(brand, visible)
    },
    showError(sentence, announce) {
      error.textContent = sentence ?? ''
      if (sentence === undefined) input.removeAttribute('aria-invalid')
      else input.setAttribute('aria-invalid', 'true')
      // The same sentence, set again, would be spoken again.
      const spoken = announce ? error.textContent : sentence === undefined ? '' : live.textContent
      if (live.textContent !== spoken) live.textContent = spoken
    },
  }
}
