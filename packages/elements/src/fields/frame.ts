/** A field's frame at work: between page, shopper and controller. */
import type { Brand, FieldKey } from '../shared/element-types.ts'
import type { ControllerToField, FieldInit, FieldLook, FieldStateMessage, FieldToPage } from '../shared/messages.ts'
import { readPageToField, serializeFieldToPage } from '../shared/wire.ts'
import { makeCompanions } from './companions.ts'
import { element } from './element.ts'
import { loadFonts } from './fonts.ts'
import { makeField } from './input.ts'
import type { Field, Shared } from './input.ts'
import { controllerOf } from './join.ts'
import type { Place } from './join.ts'
import { makeLook } from './look.ts'
import { isComposite, keysOf } from './parts.ts'
import { phoneType } from './phone-type.ts'
import { answerSeal } from './sealing.ts'
import { watchSize } from './size.ts'
import { wipeWhenIdle, wipeWhenLeft } from './wipe.ts'

const FOCUS_COMES_WITHIN_MS = 1_000

export function openFrame(init: FieldInit, port: MessagePort, place: Place): void {
  const { type, locale, strings } = init
  const alone = !isComposite(type)
  let look: FieldLook = init
  let accepted: readonly Brand[] | undefined = init.brands
  let postalRequired = false
  let brand: Brand | undefined
  let ready = false

  const toPage = (message: FieldToPage): void => port.postMessage(serializeFieldToPage(message))
  const shared: Shared = {
    language: { locale, strings },
    alone,
    options: () => look.options,
    accepted: () => accepted,
    postalRequired: () => postalRequired,
    brand: () => brand,
  }

  const keys = keysOf(type, init.options)
  const fields = keys.map(key => makeField(key, shared, heardFromField))
  const fieldOf = (key: FieldKey): Field | undefined => fields.find(field => field.key === key)

  function tellController({ key, empty, brand: typed }: FieldStateMessage): void {
    controller.tell({ t: 'state', key, empty, ...(typed && { brand: typed }) })
  }

  function brandIs(next: Brand): void {
    if (next === brand) return
    brand = next
    fieldOf('CARD_CVV')?.reconsider('input')
  }

  function heardFromField(state: FieldStateMessage): void {
    // The page listens for `ready` first.
    if (ready) toPage(state)
    if (state.cause === 'focus') return
    tellController(state)
    if (state.brand) brandIs(state.brand)
  }

  function heardFromController(message: ControllerToField): void {
    switch (message.t) {
      case 'settings':
        accepted = message.brands.filter(one => init.brands?.includes(one) ?? true)
        postalRequired = message.postalRequired
        return fields.forEach(field => field.refresh())
      case 'state':
        return brandIs(message.brand)
      case 'companion': {
        const field = fieldOf(message.key)
        return field?.isEmpty() ? field.fill(message.value) : undefined
      }
      case 'wrong':
        return fieldOf(message.key)?.accuse(message.code)
      case 'seal':
        answerSeal(fields, message).then(controller.tell, () => toPage({ t: 'fault', code: 'internal' }))
    }
  }

  const controller = controllerOf(place, {
    id: init.id,
    keys: () => keys,
    joined: () => fields.forEach(field => field.tell('sync')),
    heard: heardFromController,
  })

  const form = element('form', alone ? 'alone' : 'composite', { autocomplete: 'on', novalidate: '' })
  form.append(...fields.map(({ box }) => box))
  if (type === 'CARD_NUMBER' && init.options.autocomplete !== false) {
    form.append(makeCompanions((key, value) => controller.tell({ t: 'companion', key, value })))
  }
  if (type === 'CARD_PHONE_NUMBER' && init.options.showPhoneTypeDropDown) {
    fields[0]!.input.before(phoneType(shared.language))
  }
  form.addEventListener('submit', event => event.preventDefault())
  form.addEventListener('keydown', event => {
    if (event.isComposing || (event.key !== 'Enter' && event.key !== 'Escape')) return
    if (event.key === 'Enter') event.preventDefault()
    toPage({ t: event.key === 'Enter' ? 'submit' : 'escape' })
  })
  document.body.append(form)

  const show = makeLook(init, form)
  function refresh(): void {
    show(look)
    fields.forEach(field => field.refresh())
  }
  function focusOn(key: FieldKey | undefined): void {
    const wrong = fields.find(({ input }) => input.classList.contains('invalid'))
    const input = ((key && fieldOf(key)) ?? wrong ?? fields[0])?.input
    if (document.hasFocus()) return input?.focus()
    // The page gives the focus to this frame first. An input that takes it before that is here loses it again.
    const signal = AbortSignal.timeout(FOCUS_COMES_WITHIN_MS)
    window.addEventListener('focus', () => input?.focus(), { once: true, signal })
  }

  port.onmessage = ({ data }: MessageEvent) => {
    const message = readPageToField(data)
    switch (message?.t) {
      case 'update':
        look = message
        refresh()
        return measure()
      case 'focus':
        return focusOn(message.key)
      case 'blur':
        return (document.activeElement as HTMLElement | null)?.blur()
      case 'clear':
        return fields.forEach(field => field.wipe())
      case 'controller':
        return controller.join(message.id)
    }
  }

  refresh()
  toPage({ t: 'ready', keys, title: document.title })
  ready = true
  fields.forEach(field => field.tell('sync'))
  const measure = watchSize(form, height => toPage({ t: 'size', height }))
  wipeWhenIdle(() => fields, form, init.idleClearMinutes)
  wipeWhenLeft(() => fields)
  controller.join(init.controller)
  void loadFonts(init.fonts, () => toPage({ t: 'fault', code: 'font_refused' }))
}
