import { lookup } from 'node:dns/promises'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test, vi } from 'vitest'
import { createHttpApp, openWire } from '../../test/support/http-app.ts'
import type { HttpApp } from '../../test/support/http-app.ts'

// Not every machine has two addresses for localhost, but all of 127.0.0.0/8 is this machine.
vi.mock(import('node:dns/promises'), () => ({ lookup: vi.fn() as unknown as typeof lookup }))

function resolveTo(...addresses: string[]): void {
  const found = addresses.map(address => ({ address, family: 4 }))
  vi.mocked(lookup as unknown as () => Promise<typeof found>).mockResolvedValue(found)
}

const started: HttpApp[] = []
afterEach(async () => {
  for (const { app } of started.splice(0)) await app.close()
})

function start(): HttpApp {
  const http = createHttpApp()
  started.push(http)
  return http
}

const portOf = ({ app }: HttpApp) => (app.server.address() as AddressInfo).port

test('a host name is listened on at all its addresses, and at none after closing', async () => {
  resolveTo('127.0.0.1', '127.0.0.2', '127.0.0.2')
  const http = start()
  await http.app.listen({ host: 'shop.example', port: 0 })
  const urls = ['127.0.0.1', '127.0.0.2'].map(address => `http://${address}:${portOf(http)}/nowhere`)
  for (const url of urls) {
    const response = await fetch(url, { headers: { connection: 'close' } })
    expect([url, response.status, response.headers.get('request-id')]).toEqual([
      url,
      404,
      expect.stringMatching(/^req_/),
    ])
    await response.text()
  }
  await http.app.close()
  for (const url of urls) await expect(fetch(url)).rejects.toThrow('fetch failed')
})

test('ERR-1: bytes that are no request are refused in the shape of the contract at every address', async () => {
  resolveTo('127.0.0.2', '127.0.0.1')
  const http = start()
  await http.app.listen({ host: 'shop.example', port: 0 })
  const wire = await openWire(portOf(http))
  wire.write('garbage\r\n\r\n')
  expect(await wire.untilClosed()).toContain('"code":"invalid_request"')
})

test('an address that this machine lacks is left out', async () => {
  resolveTo('127.0.0.1', '192.0.2.1')
  await expect(start().app.listen({ host: 'shop.example', port: 0 })).resolves.toMatch(/^http:/)
})

test('a port that is in use at any of the addresses is told by its code', async () => {
  const other = createServer()
  await new Promise<void>(resolve => other.listen(0, '127.0.0.2', resolve))
  const { port } = other.address() as AddressInfo
  resolveTo('127.0.0.1', '127.0.0.2')
  await expect(start().app.listen({ host: 'shop.example', port })).rejects.toMatchObject({ code: 'EADDRINUSE' })
  await new Promise(resolve => other.close(resolve))
})
