import { isAbsolute, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { ConfigError, describeSettings, readConfig } from './config.ts'

const LIVE = { TREFOIL_MODE: 'live', TREFOIL_KEY_FILE: '/etc/trefoil/vault.key' }

test('without any setting it is a sandbox of all services on port 8080 with its own database in .trefoil', () => {
  expect(readConfig({})).toMatchObject({
    mode: 'sandbox',
    port: 8080,
    host: 'localhost',
    dataDir: resolve('.trefoil'),
    databaseUrl: undefined,
    services: ['platform', 'vault', 'ecommerce', 'checkout'],
    logLevel: 'warn',
    keyFile: resolve('.trefoil/vault.key'),
    tokenTtlMinutes: 60,
    cvvTtlMinutes: 15,
    refuseCardDataInText: true,
    tokenCorsOrigins: ['*'],
    publicUrls: {},
  })
})

test('live mode has defaults of its own', () => {
  expect(readConfig(LIVE)).toMatchObject({
    logLevel: 'info',
    accessTokenTtlSeconds: 1800,
    acquirerTimeoutMs: 25_000,
    tokenCorsOrigins: [],
  })
})

test('an empty variable is like one that is not set', () => {
  expect(readConfig({ TREFOIL_PORT: '', DATABASE_URL: '', TREFOIL_MODE: '' })).toEqual(readConfig({}))
})

test('paths are made absolute, and what was read cannot be changed', () => {
  const config = readConfig({ TREFOIL_DATA_DIR: 'some/where', TREFOIL_KEY_FILE: 'keys/vault.key' })
  expect([config.dataDir, config.keyFile, config.credentialKeyFile].every(isAbsolute)).toBe(true)
  expect(config.credentialKeyFile).toBe(resolve('some/where/credential.key'))
  expect(Object.isFrozen(config)).toBe(true)
})

test('lists are split at commas, white space around their parts is nothing', () => {
  const config = readConfig({ TREFOIL_SERVICES: ' vault , checkout', TREFOIL_TRUSTED_PROXIES: '10.0.0.0/8,::1' })
  expect(config.services).toEqual(['vault', 'checkout'])
  expect(config.trustedProxies).toEqual(['10.0.0.0/8', '::1'])
})

describe('a wrong value is refused with the setting, the value and what is allowed', () => {
  test.each([
    ['TREFOIL_PORT', 'eighty', 'a whole number from 0 to 65534'],
    // The frames of the hosted fields would have no port.
    ['TREFOIL_PORT', '65535', 'a whole number from 0 to 65534'],
    ['TREFOIL_PORT', '-1', 'a whole number from 0 to 65534'],
    ['TREFOIL_PORT', '80.5', 'a whole number from 0 to 65534'],
    ['TREFOIL_PORT', '8080 ', 'a whole number from 0 to 65534'],
    ['TREFOIL_HOST', 'http://localhost', 'a host name or IP address'],
    ['TREFOIL_MODE', 'Live', 'sandbox | live'],
    ['TREFOIL_SERVICES', 'vault,gateway', 'one or more of platform, vault, ecommerce, checkout'],
    ['TREFOIL_LOG_LEVEL', 'verbose', 'fatal | error | warn | info | debug | trace | silent'],
    ['TREFOIL_VAULT_URL', 'https://vault.example.com/', 'an origin'],
    ['TREFOIL_TRUSTED_PROXIES', '10.0.0.0/33', 'IP addresses or CIDR blocks, separated by commas'],
    ['TREFOIL_OAUTH_AUTO_APPROVE', 'true', 'on | off'],
    ['TREFOIL_COMPAT_CHECK_WORD', 'FAIL', 'fail | failed'],
    ['TREFOIL_COMPAT_PARTIAL_REFUND_LIMITS', 'yes', 'on | off'],
  ])('%s=%s', (name, value, allowed) => {
    const read = () => readConfig({ [name]: value })
    expect(read).toThrow(ConfigError)
    expect(read).toThrow(`${name} is "${value}". Allowed: ${allowed}.`)
  })

  test.each([
    ['DATABASE_URL', 'mysql://user:hunter2@db/shop', 'hunter2'],
    ['TREFOIL_EXTRA_TEST_CARDS', '4242424242424242,x', '4242'],
  ])('GEN-19: %s, which may hold a secret or a card number, is not repeated', (name, value, secret) => {
    const read = () => readConfig({ [name]: value })
    expect(read).toThrow(`${name} is wrong (not repeated here). Allowed: `)
    expect(read).not.toThrow(secret)
  })

  test('a misspelt setting does not go unnoticed', () => {
    expect(() => readConfig({ TREFOIL_PROT: '8080' })).toThrow('TREFOIL_PROT is not a setting of this server.')
  })

  test('services that cannot do without each other', () => {
    expect(() => readConfig({ TREFOIL_SERVICES: 'platform,ecommerce' })).toThrow(
      'TREFOIL_SERVICES is "platform,ecommerce". ecommerce asks the vault to send, so both belong to one process: add vault.',
    )
    expect(() => readConfig({ TREFOIL_SERVICES: ',' })).toThrow('TREFOIL_SERVICES names no service.')
  })

  test('PCI-09: live mode without a key file of the operator, and how to make one', () => {
    expect(() => readConfig({ TREFOIL_MODE: 'live' })).toThrow(/^TREFOIL_KEY_FILE is not set\..+openssl rand -hex 32/)
    expect(() => readConfig({ TREFOIL_MODE: 'live', TREFOIL_SERVICES: 'platform' })).not.toThrow()
  })

  test('SEC-1: an origin of the fields that serves something else too', () => {
    const url = 'https://pay.example'
    const read = () => readConfig({ TREFOIL_FIELDS_URL: url, TREFOIL_CHECKOUT_URL: url })
    expect(read).toThrow('TREFOIL_FIELDS_URL is "https://pay.example", which is the origin of another service.')
    expect(() => readConfig({ TREFOIL_FIELDS_URL: url, TREFOIL_CHECKOUT_URL: `${url}:8443` })).not.toThrow()
  })

  test('STY-11: an origin of fonts that is not encrypted, or no origin', () => {
    for (const value of ['http://fonts.example', 'https://fonts.example/a.woff2', '*'])
      expect(() => readConfig({ TREFOIL_FONT_ORIGINS: value })).toThrow('Allowed: https origins')
    const config = readConfig({ TREFOIL_FONT_ORIGINS: 'https://fonts.example, https://cdn.example' })
    expect(config.fontOrigins).toEqual(['https://fonts.example', 'https://cdn.example'])
  })

  test('an address of the privacy policy that no browser opens safely', () => {
    expect(() => readConfig({ TREFOIL_PRIVACY_URL: 'javascript:alert(1)' })).toThrow('TREFOIL_PRIVACY_URL is ')
    expect(readConfig({}).privacyUrl).toBeUndefined()
  })

  test('OAUTH-9: live mode with automatic approval', () => {
    expect(() => readConfig({ ...LIVE, TREFOIL_OAUTH_AUTO_APPROVE: 'on' })).toThrow('Allowed in live mode: off.')
  })
})

test('the help names every setting that is read, with its default', () => {
  const asked = new Set<string>()
  readConfig(new Proxy({}, { get: (_, name) => void asked.add(String(name)) }))
  const help = describeSettings()
  expect(asked.size).toBeGreaterThan(20)
  for (const name of asked)
    expect(help).toMatch(new RegExp(`^ {2}${name}\\n {6}\\S.+\\.\\n {6}\\S.+; default: \\S`, 'm'))
})
