import { expect, test } from 'vitest'
import { acceptInit, isPageOrigin } from './handshake.ts'
import { readWhyInit } from './why.ts'

const ID = 'f'.repeat(32)
const good = { trefoil: 1, t: 'init', id: ID }

function frame() {
  const listeners = new Set<(event: unknown) => void>()
  const parent = {}
  const window = {
    parent,
    location: { hash: `#${ID}` },
    addEventListener: (_: string, listener: (event: unknown) => void) => listeners.add(listener),
    removeEventListener: (_: string, listener: (event: unknown) => void) => listeners.delete(listener),
  }
  const accepted: string[] = []
  acceptInit(readWhyInit, (_init, _port, origin) => accepted.push(origin), window as unknown as Window)
  const send = (event: object): void => {
    const whole = { source: parent, origin: 'https://shop.example', ports: [{}], data: good, ...event }
    for (const listener of [...listeners]) listener(whole)
  }
  return { accepted, send, listeners, window }
}

test('SEC-6: an init that meets every condition is taken, once, with the page’s origin', () => {
  const { accepted, send, listeners } = frame()
  send({})
  send({ origin: 'https://other.example' })
  expect(accepted).toEqual(['https://shop.example'])
  expect(listeners.size).toBe(0)
})

test.each([
  ['another window', { source: {} }],
  ['an opaque origin', { origin: 'null' }],
  ['http', { origin: 'http://shop.example' }],
  ['no port', { ports: [] }],
  ['two ports', { ports: [{}, {}] }],
  ['another id', { data: { ...good, id: 'e'.repeat(32) } }],
  ['another version', { data: { ...good, trefoil: 2 } }],
  ['no init', { data: { ...good, t: 'update' } }],
  ['nothing', { data: null }],
])('SEC-6: an init with %s is dropped, and the right one is still taken', (_, event) => {
  const { accepted, send } = frame()
  send(event)
  expect(accepted).toEqual([])
  send({})
  expect(accepted).toEqual(['https://shop.example'])
})

test('SEC-6: a frame that is no frame takes nothing from itself', () => {
  const { accepted, send, window } = frame()
  window.parent = window
  send({ source: window })
  expect(accepted).toEqual([])
})

test('SEC-6: pages of https and of this computer are pages', () => {
  for (const origin of [
    'https://a.example',
    'http://localhost:3000',
    'http://127.0.0.1',
    'http://[::1]:8',
    'http://a.localhost',
  ]) {
    expect(isPageOrigin(origin), origin).toBe(true)
  }
  for (const origin of [
    'null',
    '',
    'http://a.example',
    'http://localhost.example',
    'file://',
    'chrome-extension://x',
  ]) {
    expect(isPageOrigin(origin), origin).toBe(false)
  }
})
