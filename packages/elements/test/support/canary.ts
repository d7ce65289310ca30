/** What a leak of a card number or code would look like, in every form that SEC-38 names, and who could see one. */
import type { Page } from 'playwright-core'

const spread = (text: string, by: string): string => [...text].join(by)
const groups = (text: string, by: string): string => text.replace(/(.{4})(?=.)/g, `$1${by}`)
const reversed = (text: string): string => [...text].reverse().join('')

/** The three base64 texts that a value has, by where in a longer one it begins; the ends that neighbours change cut off. */
function base64Forms(text: string): string[] {
  return [0, 1, 2].map(before => {
    const encoded = Buffer.from('x'.repeat(before) + text).toString('base64url')
    return encoded.slice(before === 0 ? 0 : before + 1, Math.floor(((before + text.length) * 8) / 6))
  })
}

/** All forms of a value, longer than a few characters so that none stands somewhere by chance. */
export function formsOf(value: string): readonly string[] {
  const plain = [value, reversed(value)]
  const parted = plain.flatMap(text => [spread(text, ' '), spread(text, '-'), groups(text, ' '), groups(text, '-')])
  const hex = Buffer.from(value).toString('hex')
  return [...new Set([...plain, ...parted, hex, hex.toUpperCase(), reversed(hex), ...base64Forms(value)])]
}

const JWE = /eyJ[\w-]+\.\.[\w-]{16}\.[\w-]+\.[\w-]{22}/g

/** Names the places that hold one of the values outside of a JWE. Short values count only when they stand alone. */
export function leaks(places: Readonly<Record<string, string>>, values: readonly string[]): string[] {
  const forms = values.flatMap(formsOf)
  return Object.entries(places).flatMap(([place, text]) => {
    const open = text.replace(JWE, '<jwe>')
    const found = forms.filter(form =>
      form.length > 5 ? open.includes(form) : new RegExp(`(?<![\\w.])${form}(?![\\w.])`).test(open),
    )
    return found.map(form => `${place}: ${form}`)
  })
}

/**
 * Runs in the page before the SDK, and keeps whatever a page can see: messages of windows and of ports, both ways, what
 * goes through `fetch`, JSON and promises, and events. `window.seen` holds it as text.
 */
export const EAVESDROP = `<script nonce="the-page">{
  const seen = (window.seen = []), windowMessages = (window.windowMessages = [])
  const write = JSON.stringify, say = (kind, value) => {
    let text
    try { text = typeof value === 'string' ? value : write(value) } catch { text = String(value) }
    seen.push(kind + ' ' + text)
  }
  const hear = event => { windowMessages.push(event.origin); say('window', event.data) }
  window.addEventListener('message', hear, true)
  const { postMessage } = MessagePort.prototype
  MessagePort.prototype.postMessage = function (message, ...rest) { say('to port', message); return postMessage.call(this, message, ...rest) }
  const { set, get } = Object.getOwnPropertyDescriptor(MessagePort.prototype, 'onmessage')
  Object.defineProperty(MessagePort.prototype, 'onmessage', { configurable: true, get, set(listener) {
    set.call(this, function (event) { say('from port', event.data); return listener.call(this, event) })
  } })
  const { parse, stringify } = JSON
  JSON.parse = (text, ...rest) => { say('parse', text); return parse(text, ...rest) }
  JSON.stringify = (value, ...rest) => { const text = stringify(value, ...rest); say('stringify', text ?? ''); return text }
  const { then } = Promise.prototype
  Promise.prototype.then = function (good, bad) {
    return then.call(this, typeof good === 'function' ? value => (say('promise', value), good(value)) : good, bad)
  }
  for (const name of ['input', 'keydown', 'keyup', 'beforeinput', 'paste', 'copy', 'cut', 'change', 'submit', 'drop', 'dragover'])
    window.addEventListener(name, event => say('event', name + ' ' + (event.key ?? '') + ' ' + (event.data ?? '') + ' ' + (event.clipboardData?.getData('text') ?? '')), true)
  for (const name of ['error', 'unhandledrejection', 'securitypolicyviolation'])
    window.addEventListener(name, event => say(name, [event.message, String(event.reason), event.sample, event.blockedURI, event.error?.stack]), true)
}</script>`

/** All that a page's own scripts can read of the page after the fact. */
export function visibleIn(page: Page): Promise<Record<string, string>> {
  return page.evaluate(() => ({
    seen: (window as unknown as { seen: string[] }).seen.join('\n'),
    attributes: document.documentElement.outerHTML,
    text: document.body.innerText,
    storage: JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie]),
    performance: JSON.stringify(performance.getEntries()),
    address: location.href + JSON.stringify(history.state),
    names: JSON.stringify(Object.entries(window).filter(([, value]) => typeof value === 'string')),
    log: JSON.stringify((window as unknown as { log?: unknown }).log ?? []),
  }))
}
