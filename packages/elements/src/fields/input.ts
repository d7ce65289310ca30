/** One field: its input, its state, and what it tells (contract 7, SEC-33: the value is in the input and nowhere else). */
import type { FieldErrorCode } from '../shared/codes.ts'
import type { Brand, FieldKey } from '../shared/element-types.ts'
import type { FieldOptions, FieldStateMessage, StateCause } from '../shared/messages.ts'
import { makeBox } from './box.ts'
import { KINDS } from './kinds/index.ts'
import { possibleBrands } from './kinds/brands.ts'
import { onlyDigits } from './kinds/digits.ts'
import type { Circumstances } from './kinds/kind.ts'
import { isRequired } from './parts.ts'
import { stand, UNTOUCHED } from './standing.ts'
import type { Judgement, Standing } from './standing.ts'
import { guardClipboard, watchEdits } from './typing.ts'
import { forgetMatch } from './wipe.ts'
import { errorSentence, fieldTexts } from './words.ts'
import type { Language } from './words.ts'

/** What the frame knows, and all of its fields need. */
export interface Shared {
  readonly language: Language
  readonly alone: boolean
  options(): FieldOptions
  accepted(): readonly Brand[] | undefined
  postalRequired(): boolean
  /** Brand in the number field. */
  brand(): Brand | undefined
}

export interface Field {
  readonly key: FieldKey
  readonly box: HTMLElement
  readonly input: HTMLInputElement
  /** Takes over options, texts and what the server's settings say. */
  refresh(): void
  /** Judges the text again after a change elsewhere, and tells of it if that made it wrong or right (EVT-15). */
  reconsider(cause: StateCause): void
  /** Judges in full, as a token call does (FLD-6). */
  verdict(): { readonly code: FieldErrorCode; readonly error: string } | undefined
  /** What is sent for the text. */
  value(): string
  isEmpty(): boolean
  fill(text: string): void
  /** Empties it. @param silent when the page cannot listen */
  wipe(silent?: boolean): void
  /** Shows what the server has found wrong. */
  accuse(code: FieldErrorCode): void
  tell(cause: StateCause): void
}

const isAutofilled = (input: HTMLInputElement): boolean => {
  try {
    return input.matches(':autofill')
  } catch {
    return false
  }
}

/** @param told gets every state, in the order of the shopper's actions (EVT-7) */
export function makeField(key: FieldKey, shared: Shared, told: (state: FieldStateMessage) => void): Field {
  const kind = KINDS[key]
  const { box, input, showTexts, showBrand, showError } = makeBox(key)
  let standing: Standing = UNTOUCHED
  let focused = false
  let accused: FieldErrorCode | undefined

  const around = (): Circumstances => {
    const { country, phoneNumberMask: phoneMask } = shared.options()
    return { accepted: shared.accepted(), brand: shared.brand(), country, phoneMask, now: Date.now() }
  }
  const required = (): boolean => isRequired(key, shared.options(), shared.alone, shared.postalRequired())
  const brands = (): readonly Brand[] => possibleBrands(onlyDigits(input.value)).map(({ brand }) => brand)
  const onlyBrand = (): Brand => (brands().length === 1 ? brands()[0]! : 'UNKNOWN')
  const code = (): FieldErrorCode | undefined => accused ?? standing.code
  const sentenceOf = (wrong: FieldErrorCode): string => errorSentence(key, wrong, shared.language)

  function judge(judgement: Judgement, touched: boolean, announce = false): void {
    const judged = { kind, text: input.value, required: required(), around: around() }
    standing = stand(standing, judged, judgement, touched)
    show(announce)
  }

  function show(announce: boolean): void {
    const wrong = code()
    const { classList } = input
    classList.toggle('invalid', wrong !== undefined)
    classList.toggle('complete', standing.complete && !accused)
    classList.toggle('empty', standing.empty)
    classList.toggle('touched', standing.touched)
    showError(wrong && sentenceOf(wrong), announce)
    if (key === 'CARD_NUMBER') showBrand(onlyBrand(), shared.options().showBrand !== false)
  }

  function tell(cause: StateCause): void {
    const { touched, empty, complete } = standing
    const wrong = code()
    told({
      t: 'state',
      key,
      cause,
      touched,
      empty,
      complete: complete && !accused,
      focused,
      autofilled: isAutofilled(input),
      ...(wrong && { code: wrong, error: sentenceOf(wrong) }),
      ...(key === 'CARD_NUMBER' && { brand: onlyBrand(), brands: brands() }),
    })
  }

  function edited(): void {
    accused = undefined
    judge('live', true)
    tell('input')
  }

  watchEdits(input, kind, around, edited)
  guardClipboard(input, key)
  input.addEventListener('focus', () => {
    if (focused) return
    focused = true
    tell('focus')
  })
  input.addEventListener('blur', () => {
    if (!focused) return
    focused = false
    judge('full', true, true)
    tell('blur')
  })

  const field: Field = {
    key,
    box,
    input,
    refresh() {
      const options = shared.options()
      showTexts(fieldTexts(key, options, shared.language, shared.alone))
      input.setAttribute('autocomplete', options.autocomplete === false ? 'off' : kind.autocomplete)
      input.inputMode = kind.inputmode(around())
      input.dir = kind.digits ? 'ltr' : ''
      input.disabled = options.disabled === true
      input.readOnly = options.readOnly === true
      input.setAttribute('aria-required', String(required()))
      const isCode = key === 'CARD_CVV' || key === 'GIFT_CARD_SECURITY_CODE'
      input.classList.toggle('masked', isCode && options.mask === true)
      field.reconsider('sync')
    },
    reconsider(cause) {
      const before = JSON.stringify(standing)
      judge(standing.touched && !focused ? 'full' : 'live', standing.touched)
      if (JSON.stringify(standing) !== before) tell(standing.empty ? 'sync' : cause)
    },
    verdict() {
      accused = undefined
      judge('full', true, true)
      tell('sync')
      return standing.code && { code: standing.code, error: sentenceOf(standing.code) }
    },
    value: () => kind.value(input.value, around()),
    isEmpty: () => input.value.trim() === '',
    fill(text) {
      input.value = kind.format(text, around())
      edited()
    },
    wipe(silent) {
      input.value = ''
      accused = undefined
      standing = UNTOUCHED
      judge('live', false)
      forgetMatch()
      if (!silent) tell('input')
    },
    accuse(wrong) {
      judge('full', true)
      accused = wrong
      show(true)
      tell('sync')
    },
    tell,
  }
  return field
}
