import { afterEach, expect, test, vi } from 'vitest'
import { readPageToController } from '../shared/wire.ts'
import { inBatches } from './batches.ts'
import { bareAddress, describeScript, describeViolation } from './inventory.ts'
import { watchPage } from './watch.ts'

afterEach(() => vi.useRealTimers())

test.each([
  ['https://shop.example/a.js?card=4242424242424242#x', 'https://shop.example/a.js'],
  ['https://user:secret@shop.example/a.js', 'https://shop.example/a.js'],
  ['http://localhost:3000/a.js', 'http://localhost:3000/a.js'],
  ['data:text/javascript,steal(4242424242424242)', 'data:'],
  ['blob:https://shop.example/8c5b', 'blob:'],
  ['chrome-extension://abcdef/content.js', 'chrome-extension://abcdef'],
  ['inline', 'inline'],
  ['/a.js?q=1', '/a.js'],
  ['', ''],
])('SEC-42: of the address %s is told %s', (address, told) => expect(bareAddress(address)).toBe(told))

test('SEC-42: of an inline script its hash is told, of another one its address and integrity', async () => {
  const inline = { src: '', integrity: '', textContent: 'alert(1)' }
  expect(await describeScript(inline, 5)).toEqual({
    sha256: 'bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI=',
    firstSeen: 5,
  })
  const linked = { src: 'https://cdn.example/a.js?v=1', integrity: 'sha384-abc', textContent: '' }
  expect(await describeScript(linked, 5)).toEqual({
    url: 'https://cdn.example/a.js',
    integrity: 'sha384-abc',
    firstSeen: 5,
  })
})

test('SEC-42: a violation is told without query, sample or document', () => {
  const event = {
    effectiveDirective: 'script-src-elem',
    blockedURI: 'https://evil.example/x.js?card=4242',
    sourceFile: 'https://shop.example/checkout?order=7',
    sample: 'card = 4242',
  }
  expect(describeViolation(event, 5)).toEqual({
    directive: 'script-src-elem',
    blocked: 'https://evil.example/x.js',
    source: 'https://shop.example/checkout',
    seen: 5,
  })
})

test('SEC-30, SEC-42: many scripts go out in messages that pass, and none is lost', () => {
  vi.useFakeTimers()
  const urls: unknown[] = []
  const batches = inBatches((scripts, violations) => {
    const read = readPageToController({ t: 'inventory', scripts, violations })
    expect(read).toEqual({ t: 'inventory', scripts, violations })
    urls.push(...scripts.map(({ url }) => url))
  })
  const addresses = Array.from({ length: 300 }, (_, index) => `https://shop.example/${'é'.repeat(300)}/${index}.js`)
  for (const url of addresses) batches.addScript({ url, firstSeen: 5 })
  vi.runAllTimers()
  expect(urls).toEqual(addresses)
})

test('SEC-42: a page cannot make us send without end', () => {
  vi.useFakeTimers()
  let sent = 0
  const batches = inBatches((scripts, violations) => (sent += scripts.length + violations.length))
  for (let index = 0; index < 5_000; index += 1) {
    batches.addViolation({ directive: 'script-src', blocked: 'inline', source: '', seen: index })
  }
  vi.runAllTimers()
  expect(sent).toBe(1_000)
})

test('SEC-42: a guard that fails breaks nothing', () => {
  // There is no document here, so everything that it tries fails.
  expect(() => watchPage(() => {})).not.toThrow()
})
