/** The loader with a document that only remembers its script tags. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { LoadTrefoilOptions } from './index.ts'
import type { CloverConstructor } from './types.ts'

const SRC = 'https://checkout.example/1.4.2/sdk.js'
const CONSTRUCTOR = class {} as unknown as CloverConstructor

class FakeScript extends EventTarget {
  src = ''
  async = false
  integrity = ''
  nonce = ''
  crossOrigin: string | null = null
  remove(): void {
    page.scripts = page.scripts.filter(script => script !== this)
  }
}

class FakeDocument extends EventTarget {
  scripts: FakeScript[] = []
  baseURI = 'https://shop.example/checkout/'
  head = { append: (script: FakeScript) => this.scripts.push(script) }
  createElement = () => new FakeScript()
}

let page: FakeDocument

beforeEach(() => {
  vi.resetModules()
  vi.useFakeTimers()
  page = new FakeDocument()
  vi.stubGlobal('document', page)
})

afterEach(() => {
  vi.unstubAllGlobals()
  vi.useRealTimers()
  delete (globalThis as { Trefoil?: unknown }).Trefoil
})

async function load(options: Partial<LoadTrefoilOptions> = {}) {
  const { loadTrefoil } = await import('./index.ts')
  return loadTrefoil({ src: SRC, ...options })
}

/** The script arrives and defines the global. */
function arrive(): void {
  Object.assign(globalThis, { Trefoil: CONSTRUCTOR })
  page.scripts[0]!.dispatchEvent(new Event('load'))
}

/** What went wrong, once timers have run. */
async function failure(loading: Promise<unknown>) {
  const caught = loading.catch((error: unknown) => error)
  await vi.advanceTimersByTimeAsync(100)
  return caught
}

async function tagPresent(): Promise<void> {
  await vi.waitUntil(() => page.scripts.length === 1)
}

test('BRT-84 RCT-2: importing does nothing, and a server gets null', async () => {
  await import('./index.ts')
  expect(page.scripts).toEqual([])
  vi.stubGlobal('document', undefined)
  expect(await load()).toBe(null)
})

test('BRT-84 RCT-3: one script for one address, however often and however written', async () => {
  page.baseURI = 'https://checkout.example/shop/'
  const loads = [load(), load(), load({ src: '/1.4.2/sdk.js' })]
  await tagPresent()
  await vi.advanceTimersByTimeAsync(0)
  expect(page.scripts.map(({ src, async }) => ({ src, async }))).toEqual([{ src: SRC, async: true }])
  arrive()
  expect(await Promise.all(loads)).toEqual([CONSTRUCTOR, CONSTRUCTOR, CONSTRUCTOR])
  delete (globalThis as { Trefoil?: unknown }).Trefoil
  expect(await load()).toBe(CONSTRUCTOR)
  expect(page.scripts).toHaveLength(1)
})

test('RCT-3: a global that is there is used without a script', async () => {
  Object.assign(globalThis, { Trefoil: CONSTRUCTOR })
  expect(await load()).toBe(CONSTRUCTOR)
  expect(page.scripts).toEqual([])
})

test("RCT-3: the page's own tag is waited for", async () => {
  const own = Object.assign(new FakeScript(), { src: SRC })
  page.scripts.push(own)
  const loading = load()
  await vi.advanceTimersByTimeAsync(0)
  expect(page.scripts).toEqual([own])
  await vi.waitUntil(async () => {
    arrive()
    return (await Promise.race([loading, Promise.resolve(undefined)])) === CONSTRUCTOR
  })
})

test('BRT-84 RCT-3: a script that fails leaves the page, and the next call tries again', async () => {
  const loading = load()
  await tagPresent()
  page.scripts[0]!.dispatchEvent(new Event('error'))
  expect(await failure(loading)).toMatchObject({
    name: 'TrefoilError',
    code: 'script_failed',
    hint: expect.stringContaining('src') as string,
    docUrl: 'https://checkout.example/errors/script_failed',
  })
  expect(page.scripts).toEqual([])

  const again = load()
  await tagPresent()
  arrive()
  expect(await again).toBe(CONSTRUCTOR)
})

test('RCT-3: a script that does not come in time has failed', async () => {
  const loading = load({ timeoutMs: 90 })
  await tagPresent()
  expect(await failure(loading)).toMatchObject({ code: 'script_failed' })
  expect(page.scripts).toEqual([])
})

test('RCT-3: a script that is not ours has failed', async () => {
  const loading = load()
  await tagPresent()
  page.scripts[0]!.dispatchEvent(new Event('load'))
  expect(await failure(loading)).toMatchObject({ code: 'script_failed' })
})

test('RCT-3: an address that is none is refused as a promise', async () => {
  expect(await failure(load({ src: 'https://' }))).toMatchObject({ code: 'script_failed' })
})

test.each([
  { blockedURI: SRC, disposition: 'enforce', code: 'csp_blocked' },
  { blockedURI: 'https://checkout.example', disposition: 'enforce', code: 'csp_blocked' },
  { blockedURI: SRC, disposition: 'report', code: 'script_failed' },
  { blockedURI: 'https://other.example/x.js', disposition: 'enforce', code: 'script_failed' },
])('RCT-3: a violation of $blockedURI ($disposition) means $code', async ({ blockedURI, disposition, code }) => {
  const loading = load()
  await tagPresent()
  page.scripts[0]!.dispatchEvent(new Event('error'))
  const violation = { blockedURI, disposition, effectiveDirective: 'script-src-elem' }
  page.dispatchEvent(Object.assign(new Event('securitypolicyviolation'), violation))
  expect(await failure(loading)).toMatchObject({ code })
})

test('RCT-2: integrity and nonce are those of the tag', async () => {
  const loading = load({ integrity: 'sha384-abc', nonce: 'n0nce' })
  await tagPresent()
  expect(page.scripts[0]).toMatchObject({ integrity: 'sha384-abc', crossOrigin: 'anonymous', nonce: 'n0nce' })
  arrive()
  await loading
})
