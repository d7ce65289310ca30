/** The constructor that pages know (contract 3). What it holds is out of the page's reach. */
import type { CloverConstructor, CloverOptions, ElementsGroup, ElementType, TokenOptions } from '../loader/types.ts'
import { ELEMENT_TYPES } from '../shared/element-types.ts'
import { createElement } from './element.ts'
import { trefoilError } from './errors.ts'
import { showFooter } from './footer.ts'
import { Form, living } from './form.ts'
import { startGuard } from './guard-script.ts'
import { listenable } from './listeners.ts'
import { FIELDS_ORIGIN, fieldsOriginOf, VERSION } from './origins.ts'
import type { Outcome } from './outcome.ts'
import { whenReady } from './ready.ts'
import { readOptions } from './settings.ts'
import { tokenCalls } from './token-call.ts'

const PRIVATE_KEY = /^(sk_|[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$)/i

interface Inside {
  readonly form: Form
  readonly calls: ReturnType<typeof tokenCalls>
}

const insides = new WeakMap<object, Inside>()
const callsOf = new WeakMap<Form, Inside['calls']>()

/** Languages that `auto` goes by: the document's, then the shopper's (I18N-3). */
const spoken = (): string[] => [document.documentElement.lang, ...(navigator.languages ?? [])]

/** @param attribute `data-fields-origin` of the script */
export function makeClover(attribute: string | null): CloverConstructor {
  /** Takes the options as they are now (SDK-23). Frames that are there keep their origin. */
  function settle({ form }: Inside, options: unknown): void {
    form.settings = readOptions(options, spoken())
    if (form.controller) return
    form.origin = fieldsOriginOf(form.settings.fieldsOrigin, attribute, FIELDS_ORIGIN)
  }

  function inside(clover: Clover): Inside {
    const found = insides.get(clover)
    if (!found) throw new TypeError('Not an instance of Clover')
    return found
  }

  /** An instance that owns nothing hands the call to the one other that has what it takes (SDK-26). */
  function caller({ form, calls }: Inside): Inside['calls'] {
    if (form.destroyed || form.fields.length > 0) return calls
    const others = [...living].filter(other => other.publicKey === form.publicKey && other.mountedFields.length > 0)
    return (others.length === 1 && callsOf.get(others[0]!)) || calls
  }

  class Clover {
    declare static readonly version: string
    declare static readonly elementTypes: readonly ElementType[]
    declare options: CloverOptions

    constructor(publicKey: string, options: CloverOptions = {}) {
      if (typeof publicKey !== 'string' || publicKey.trim() === '') throw trefoilError('key_missing')
      const key = publicKey.trim()
      if (PRIVATE_KEY.test(key)) throw trefoilError('key_private')
      const form = new Form(key)
      const calls = tokenCalls(form)
      this.options = options
      insides.set(this, { form, calls })
      callsOf.set(form, calls)
      Object.assign(
        this,
        listenable(form.listeners, () => this),
      )
      settle(inside(this), options)
    }

    elements(): ElementsGroup {
      const its = inside(this)
      settle(its, this.options)
      const { form } = its
      const { settings } = form
      if (!form.destroyed) showFooter(settings)
      return {
        create(type, stylesOrOptions) {
          if (!ELEMENT_TYPES.includes(type)) {
            throw trefoilError('element_unknown', { detail: `There are ${ELEMENT_TYPES.join(', ')}.` })
          }
          const { field, face } = createElement(form, type, stylesOrOptions, settings)
          form.created(field)
          return face
        },
      }
    }

    createToken(argument?: boolean | TokenOptions): Promise<Outcome> {
      return caller(inside(this)).call('card', argument)
    }

    createGiftCardToken(options?: TokenOptions): Promise<Outcome> {
      return caller(inside(this)).call('gift_card', options)
    }

    ready(options?: { timeoutMs?: number }): Promise<void> {
      return whenReady(inside(this).form, options)
    }

    /** Removes everything of this instance; the footer with the last one (SDK-27). */
    destroy(): void {
      const { form, calls } = inside(this)
      if (form.destroyed) return
      form.destroyed = true
      calls.end()
      for (const field of form.fields) field.unmount()
      form.close()
      form.changed()
    }
  }
  Object.assign(Clover, { version: VERSION, elementTypes: Object.freeze([...ELEMENT_TYPES]) })
  // Not for pages, and so not listed: `guard.js` finds its way to the controller here.
  Object.defineProperty(Clover, 'guard', { value: startGuard })
  return Clover as unknown as CloverConstructor
}
