/** The constructor that pages know (contract 3). What it holds is out of the page's reach. */
import type { CloverConstructor, CloverOptions, ElementsGroup, ElementType, TokenOptions } from '../loader/types.ts'
import { ELEMENT_TYPES } from '../shared/element-types.ts'
import { createElement } from './element.ts'
import { trefoilError } from './errors.ts'
import { showFooter } from './footer.ts'
import { living, makeForm } from './form.ts'
import type { Form } from './form.ts'
import { startGuard } from './guard-script.ts'
import { listenable } from './listeners.ts'
import { VERSION } from './origins.ts'
import type { Outcome } from './outcome.ts'
import { whenReady } from './ready.ts'
import type { TokenCalls } from './token-call.ts'

const PRIVATE_KEY = /^(sk_|[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$)/i

const forms = new WeakMap<object, Form>()

/** @param attribute `data-fields-origin` of the script */
export function makeClover(attribute: string | null): CloverConstructor {
  const formOf = (clover: Clover): Form => forms.get(clover)!

  /** An instance that owns nothing hands the call to the one other that has what it takes (SDK-26). */
  function callsOf(form: Form): TokenCalls {
    const owns = form.destroyed || form.fields.length > 0
    const others = [...living].filter(other => other.publicKey === form.publicKey && other.mountedFields.length > 0)
    return (owns || others.length !== 1 ? form : others[0]!).calls
  }

  class Clover {
    declare static readonly version: string
    declare static readonly elementTypes: readonly ElementType[]
    declare options: CloverOptions

    constructor(publicKey: string, options: CloverOptions = {}) {
      const key = typeof publicKey === 'string' ? publicKey.trim() : ''
      if (!key) throw trefoilError('key_missing')
      if (PRIVATE_KEY.test(key)) throw trefoilError('key_private')
      const form = makeForm(key, attribute)
      form.take(options)
      forms.set(this, form)
      this.options = options
      Object.assign(
        this,
        listenable(form.listeners, () => this),
      )
    }

    elements(): ElementsGroup {
      const form = formOf(this)
      form.take(this.options)
      const { settings } = form
      if (!form.destroyed) showFooter(settings)
      return {
        create(type, stylesOrOptions) {
          if (!ELEMENT_TYPES.includes(type)) {
            throw trefoilError('element_unknown', `There are ${ELEMENT_TYPES.join(', ')}.`)
          }
          return createElement(form, type, stylesOrOptions, settings)
        },
      }
    }

    createToken(argument?: boolean | TokenOptions): Promise<Outcome> {
      return callsOf(formOf(this)).call('card', argument)
    }

    createGiftCardToken(options?: TokenOptions): Promise<Outcome> {
      return callsOf(formOf(this)).call('gift_card', options)
    }

    ready(options?: { timeoutMs?: number }): Promise<void> {
      return whenReady(formOf(this), options)
    }

    /** Removes everything of this instance; the footer with the last one (SDK-27). */
    destroy(): void {
      const form = formOf(this)
      if (form.destroyed) return
      form.destroyed = true
      form.calls.end()
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
