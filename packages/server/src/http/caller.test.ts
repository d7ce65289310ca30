import type { FastifyRequest } from 'fastify'
import { expect, test } from 'vitest'
import { readAddresses } from './caller.ts'

const PROXIES = ['10.0.0.0/8', '::1']

function addresses(socketAddress: string, forwardedFor?: string, proxies = PROXIES) {
  const headers = { 'x-forwarded-for': forwardedFor }
  const request = { socket: { remoteAddress: socketAddress }, headers } as unknown as FastifyRequest
  const { clientAddress, shopperAddress } = readAddresses(request, proxies)
  return [clientAddress, shopperAddress]
}

test("RTL-5: the client's address is the socket's, whatever an unknown caller says", () => {
  expect(addresses('192.0.2.1')).toEqual(['192.0.2.1', undefined])
  expect(addresses('192.0.2.1', '10.0.0.1, 10.0.0.2')[0]).toBe('192.0.2.1')
  expect(addresses('10.0.0.1', '198.51.100.1', [])[0]).toBe('10.0.0.1')
  expect(addresses('::ffff:192.0.2.1')[0]).toBe('192.0.2.1')
})

test('RTL-5: behind trusted proxies it is the one that the outermost of them added', () => {
  expect(addresses('10.0.0.1', '192.0.2.1')[0]).toBe('192.0.2.1')
  expect(addresses('::ffff:10.0.0.1', '198.51.100.1, 192.0.2.1, 10.0.0.2')[0]).toBe('192.0.2.1')
  expect(addresses('10.0.0.1', '10.9.9.9')[0], 'a call from inside').toBe('10.9.9.9')
  expect(addresses('10.0.0.1', 'unknown')[0], 'no address').toBe('10.0.0.1')
  expect(addresses('10.0.0.1', '192.0.2.1:4711')[0], 'no address').toBe('10.0.0.1')
})

test("GEN-9: the shopper's address is the leftmost that the client sent", () => {
  expect(addresses('192.0.2.1', '198.51.100.1, 203.0.113.1')[1]).toBe('198.51.100.1')
  expect(addresses('192.0.2.1', ' 2001:db8::5 ')[1]).toBe('2001:db8::5')
  expect(addresses('10.0.0.1', '198.51.100.1, 192.0.2.1')[1]).toBe('198.51.100.1')
  expect(addresses('10.0.0.1', '198.51.100.1, 192.0.2.1, 10.0.0.2')[1]).toBe('198.51.100.1')
})

test('GEN-9: what only trusted proxies added is no address of a shopper', () => {
  expect(addresses('10.0.0.1', '192.0.2.1')[1]).toBeUndefined()
  expect(addresses('10.0.0.1', '192.0.2.1, 10.0.0.2')[1]).toBeUndefined()
})

test('GEN-9: a leftmost that is no address counts as absent', () => {
  expect(addresses('192.0.2.1', 'unknown, 198.51.100.1')[1]).toBeUndefined()
  expect(addresses('192.0.2.1', '')[1]).toBeUndefined()
})
