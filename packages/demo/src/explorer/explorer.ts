/** A plugin of the API explorer: it draws the field set where the document says `x-test-token` (contract SDK-71). */
import { el } from '../shared/dom.ts'
import { putIntoRequest } from './request-editor.ts'
import type { Instance } from './request-editor.ts'
import { makeTestToken } from './test-token.ts'
import type { TestToken } from './test-token.ts'

const STYLES = '/demo/assets/explorer.css'

function addStyles(): void {
  if (document.querySelector(`link[href="${STYLES}"]`)) return
  document.head.append(el('link', { rel: 'stylesheet', href: STYLES }))
}

const shown = new WeakMap<Instance, TestToken>()

/** A component of the explorer's framework, written without it: an empty text, with the field set after it. */
const component = {
  props: ['x-test-token'],
  render: () => '',
  mounted(this: Instance): void {
    addStyles()
    const made = makeTestToken(token => putIntoRequest(this, token))
    shown.set(this, made)
    this.$el.parentNode?.insertBefore(made.element, this.$el.nextSibling)
    void made.mount()
  },
  beforeUnmount(this: Instance): void {
    const made = shown.get(this)
    made?.destroy()
    made?.element.remove()
  },
}

export default () => ({ name: 'trefoil-test-token', extensions: [{ name: 'x-test-token', component }] })
