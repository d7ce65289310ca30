/** PCI DSS 11.6.1: a command sees when scripts or headers of payment pages have changed. */
import { writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { builtPackage, startWorld } from '../../src/checkout/elements/elements.test-support.ts'
import type { World } from '../../src/checkout/elements/elements.test-support.ts'
import { readManifest } from '../../src/checkout/elements/release.ts'
import { watchFrames, watchPages } from '../../src/checkout/page-watch/index.ts'
import type { WatchedFrames } from '../../src/checkout/page-watch/index.ts'
import { runCommandLine } from '../../src/command-line.ts'
import { temporaryDirectory } from '../support/temporary-directory.ts'

const KEY = 'k'.repeat(20)

/** What stands between the browser and us, and may change anything. */
interface Answer {
  status: number
  body: string
  headers: Record<string, string | undefined>
}
type Tamper = (answer: Answer, path: string) => void
const honest: Tamper = () => undefined
let tamper = honest

const PAGE = `<html><script src="/shop.js"></script><script>let cart = 1</script></html>`
const shop = (path: string): Answer =>
  path === '/pay'
    ? { status: 200, body: PAGE, headers: { 'content-security-policy': "default-src 'self' 'nonce-abc'" } }
    : { status: path === '/shop.js' ? 200 : 404, body: 'void "shop"', headers: {} }

const stops: (() => void)[] = []
async function listen(answer: (path: string) => Answer | Promise<Answer>): Promise<string> {
  const server = createServer((request, response) => {
    void (async () => {
      const found = await answer(request.url!)
      tamper(found, request.url!)
      const headers = Object.entries(found.headers).filter(([, value]) => value !== undefined)
      response.writeHead(found.status, Object.fromEntries(headers) as Record<string, string>).end(found.body)
    })()
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  stops.push(() => void server.close().closeAllConnections())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

let world: World
let frames: WatchedFrames
let shopOrigin: string
let inventory: string

beforeAll(async () => {
  const through = (app: 'checkout' | 'fields') => async (url: string) => {
    const { statusCode, body, headers } = await world[app].inject({ method: 'GET', url, headers: { host: 'h' } })
    const { 'content-length': _length, connection: _connection, ...others } = headers
    return { status: statusCode, body, headers: others as Answer['headers'] }
  }
  const [checkout, fields] = [await listen(through('checkout')), await listen(through('fields'))]
  const folder = await builtPackage()
  const origins = { checkout, fields, vault: checkout }
  const keys = { [KEY]: { active: true, allowedOrigins: ['https://shop.example'] } }
  world = await startWorld({ folder, origins, keys })
  frames = {
    ...origins,
    ...{ embedId: KEY, version: '1.4.2', allowedOrigins: ['https://shop.example'] },
    manifest: await readManifest(folder),
  }
  shopOrigin = await listen(shop)
  inventory = join(await temporaryDirectory(), 'inventory.json')
})

beforeEach(() => {
  tamper = honest
})

afterAll(() => {
  for (const stop of stops) stop()
  process.exitCode = undefined
})

const on = (ending: string, change: (answer: Answer) => void): Tamper => {
  return (answer, path) => {
    if (path.endsWith(ending)) change(answer)
  }
}
const header = (name: string, value?: string) => (answer: Answer) => void (answer.headers[name] = value)

test('PCI-18: frames and SDK as they must be make no difference', async () => {
  expect(await watchFrames(frames)).toEqual({ differences: [], failures: [] })
})

describe('PCI-18: in the frames is found', () => {
  const add = (text: string) => (answer: Answer) => void (answer.body = answer.body.replace('<body>', `<body>${text}`))
  test.each<[string, Tamper, RegExp]>([
    ['an added script', on('field.html', add('<script src="https://evil.example/x.js"></script>')), /evil\.example/],
    ['an inline script', on('controller.html', add('<script>x()</script>')), /in the document is not in the manifest/],
    ['a changed byte', on('/field.js', a => void (a.body += ' ')), /field\.js differs from the manifest/],
    ['a changed SDK', on('/v1/sdk.js', a => void (a.body += ' ')), /v1\/sdk\.js: the script differs/],
    ['another hash', on('why.html', a => void (a.body = a.body.replace('sha384-', 'sha384-x'))), /integrity attribute/],
    ['a missing header', on('field.html', header('permissions-policy')), /permissions-policy is missing/],
    [
      'a loosened policy',
      on('field.html', a =>
        header(
          'content-security-policy',
          a.headers['content-security-policy']!.replace("connect-src 'none'", 'connect-src *'),
        )(a),
      ),
      /content-security-policy is not what it must be/,
    ],
    [
      'another ancestor',
      on('controller.html', a =>
        header(
          'content-security-policy',
          a.headers['content-security-policy']!.replace('https://shop.example', '*'),
        )(a),
      ),
      /frame-ancestors \*/,
    ],
    ['a cookie', on('field.html', header('set-cookie', 'a=b')), /set-cookie must not be there/],
  ])('%s', async (_what, change, line) => {
    tamper = change
    const { differences, failures } = await watchFrames(frames)
    expect(differences).toHaveLength(1)
    expect(differences[0]).toMatch(line)
    expect(failures).toEqual([])
  })
})

test('PCI-18: a frame that does not come is neither same nor changed', async () => {
  tamper = on('why.html', answer => void (answer.status = 503))
  const { differences, failures } = await watchFrames(frames)
  expect(differences).toEqual([])
  expect(failures).toEqual([expect.stringMatching(/why\.html could not be fetched: HTTP 503\./)])
})

async function command(...args: string[]): Promise<{ status: unknown; text: string }> {
  let text = ''
  const [out, error] = [process.stdout.write, process.stderr.write]
  const keep = (chunk: unknown) => ((text += String(chunk)), true)
  process.stdout.write = process.stderr.write = keep as typeof out
  process.exitCode = undefined
  try {
    await runCommandLine(['page-watch', ...args])
  } finally {
    ;[process.stdout.write, process.stderr.write] = [out, error]
  }
  const status = process.exitCode
  process.exitCode = undefined
  return { status, text }
}

describe('PCI-18: a page of a merchant', () => {
  const watch = () => command('--inventory', inventory, `${shopOrigin}/pay`)

  beforeAll(async () => {
    tamper = honest
    expect((await command('--inventory', inventory, '--write', `${shopOrigin}/pay`)).status).toBe(0)
  })

  test('as it was: status 0, also with another nonce', async () => {
    tamper = on('/pay', header('content-security-policy', "default-src 'self' 'nonce-xyz'"))
    expect(await watch()).toEqual({ status: 0, text: 'Nothing has changed.\n' })
  })

  test.each<[string, Tamper, RegExp]>([
    [
      'an added script',
      on('/pay', a => void (a.body += '<script src="/shop.js?2"></script>')),
      /shop\.js\?2 is not in the inv/,
    ],
    [
      'an inline script',
      on('/pay', a => void (a.body += '<script>skim()</script>')),
      /inline script is not in the inventory/,
    ],
    ['a changed script', on('/shop.js', a => void (a.body += ';skim()')), /shop\.js has changed/],
    ['a missing script', on('/pay', a => void (a.body = a.body.replace(/<script src.*?<\/script>/, ''))), /is gone/],
    ['a missing header', on('/pay', header('content-security-policy')), /content-security-policy is missing/],
    [
      'an added header',
      on('/pay', header('access-control-allow-origin', '*')),
      /access-control-allow-origin was added/,
    ],
  ])('%s: status 1, and said', async (_what, change, line) => {
    tamper = (answer, path) => {
      change(answer, path)
      if (path === '/shop.js?2') answer.status = 200
    }
    const { status, text } = await watch()
    expect(status).toBe(1)
    expect(text.trim().split('\n')).toHaveLength(1)
    expect(text).toMatch(line)
  })

  test('that cannot be fetched: status 2', async () => {
    tamper = on('/pay', answer => void (answer.status = 500))
    expect(await watch()).toEqual({ status: 2, text: `${shopOrigin}/pay could not be fetched: HTTP 500.\n` })
    expect((await command('--inventory', inventory, 'http://127.0.0.1:9/pay')).status).toBe(2)
  })

  test('that nobody has looked through is no known page', async () => {
    const report = await watchPages([`${shopOrigin}/pay`], {})
    expect(report.differences).toEqual([`${shopOrigin}/pay: the page is not in the inventory.`])
  })

  test('without its inventory, or without anything to watch, the command says what it needs', async () => {
    const unreadable = join(await temporaryDirectory(), 'none.json')
    await writeFile(unreadable, 'nonsense')
    for (const args of [[], ['https://shop.example/'], ['--inventory', unreadable, 'https://shop.example/']]) {
      const { status, text } = await command(...args)
      expect([status, text.split('\n').length]).toEqual([1, 2])
    }
    expect((await command('--key', '0'.repeat(32))).text).toBe('page-watch --key needs --checkout and --fields.\n')
  })
})
