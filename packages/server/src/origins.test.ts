import { expect, test } from 'vitest'
import { readConfig } from './config.ts'
import { originsOf } from './origins.ts'

const PORTS = { main: 8080, fields: 8081 }

test('all services are where the server listens, the fields on a port of their own', () => {
  expect(originsOf(readConfig({}), PORTS)).toEqual({
    platform: 'http://localhost:8080',
    vault: 'http://localhost:8080',
    ecommerce: 'http://localhost:8080',
    checkout: 'http://localhost:8080',
    fields: 'http://localhost:8081',
  })
})

test('a public origin that is configured wins', () => {
  const config = readConfig({ TREFOIL_VAULT_URL: 'https://vault.example.com' })
  expect(originsOf(config, PORTS)).toMatchObject({
    vault: 'https://vault.example.com',
    checkout: 'http://localhost:8080',
  })
})

test.each([
  ['0.0.0.0', 'http://localhost:8080'],
  ['::', 'http://localhost:8080'],
  ['::1', 'http://[::1]:8080'],
  ['shop.internal', 'http://shop.internal:8080'],
])('who listens on %s is reached at %s', (host, origin) => {
  expect(originsOf(readConfig({ TREFOIL_HOST: host }), PORTS).platform).toBe(origin)
})
