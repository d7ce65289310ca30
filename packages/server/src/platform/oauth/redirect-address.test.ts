import { describe, expect, test } from 'vitest'
import { matchRedirect, withFragment, withQuery } from './redirect-address.ts'

const SITE = 'https://app.example/connect'

describe('OAUTH-2: a redirect address matches', () => {
  test.each([
    ['the Site URL itself', SITE, SITE],
    ['the Site URL when it is absent', SITE, undefined],
    ['a path that continues it at a slash', SITE, `${SITE}/done/now`],
    ['any path of a Site URL that is an origin', 'https://app.example', 'https://app.example/any/path'],
    ['below a Site URL that ends in a slash', 'https://app.example/connect/', 'https://app.example/connect/done'],
    ['with dot segments that stay inside', SITE, `${SITE}/a/../b/./c`],
    ['with its default port written out', SITE, 'https://app.example:443/connect'],
    ['with a host in capitals', SITE, 'https://APP.example/connect'],
    ['with a query of its own', SITE, `${SITE}?tenant=1`],
    ['over http on localhost, in sandbox', 'http://localhost:3000/', 'http://localhost:3000/callback'],
    ['over http on 127.0.0.1, in sandbox', 'http://127.0.0.1:3000', 'http://127.0.0.1:3000/callback'],
    ['over http on [::1], in sandbox', 'http://[::1]:3000', 'http://[0:0:0:0:0:0:0:1]:3000/callback'],
  ])('%s', (_case, site, redirectUri) => {
    expect(matchRedirect(site, redirectUri, 'sandbox')).toBeInstanceOf(URL)
  })
})

describe('OAUTH-2: a redirect address does not match', () => {
  test.each([
    ['another host', SITE, 'https://evil.example/connect'],
    ['a host that only begins like it', SITE, 'https://app.example.evil.example/connect'],
    ['a sub-domain', SITE, 'https://www.app.example/connect'],
    ['another port', SITE, 'https://app.example:8443/connect'],
    ['another scheme', 'https://localhost/', 'http://localhost/'],
    ['a path that only begins like it', SITE, `${SITE}ed`],
    ['a path above it', SITE, 'https://app.example/'],
    ['a path that leaves it by dot segments', SITE, `${SITE}/../admin`],
    ['a path that leaves it by encoded dot segments', SITE, `${SITE}/%2e%2E/admin`],
    ['a path that leaves it by backslashes', SITE, `${SITE}\\..\\admin`],
    ['a path in other letters', SITE, 'https://app.example/Connect'],
    ['without the slash that the Site URL ends in', 'https://app.example/connect/', SITE],
    ['a user name', SITE, 'https://kim@app.example/connect'],
    ['an empty user name', SITE, 'https://@app.example/connect'],
    ['a user name that looks like the host', SITE, 'https://app.example@evil.example/connect'],
    ['a fragment', SITE, `${SITE}#top`],
    ['an empty fragment', SITE, `${SITE}#`],
    ['no absolute address', SITE, '/connect'],
    ['an empty address', SITE, ''],
    ['a script', SITE, 'javascript:alert(1)'],
    ['http on another host', 'http://shop.example/', 'http://shop.example/'],
    ['http on a host that begins like localhost', 'http://localhost.evil.example/', 'http://localhost.evil.example/'],
    ['a Site URL that is not allowed, when absent', 'http://shop.example/', undefined],
  ])('%s', (_case, site, redirectUri) => {
    expect(matchRedirect(site, redirectUri, 'sandbox')).toBeUndefined()
  })

  test('http on localhost, in live mode', () => {
    expect(matchRedirect('http://localhost:3000/', 'http://localhost:3000/', 'live')).toBeUndefined()
  })
})

test('OAUTH-2: the query of a redirect address is kept as it is', () => {
  const address = matchRedirect(SITE, `${SITE}?q=a%20b+c&x=%2F`, 'live')!
  expect(withQuery(address, { code: 'c', state: 's t&' })).toBe(`${SITE}?q=a%20b+c&x=%2F&code=c&state=s+t%26`)
  expect(withFragment(address, { state: undefined, code: 'c' })).toBe(`${SITE}?q=a%20b+c&x=%2F#code=c`)
})

test('OAUTH-2: an address without a query gets one', () => {
  expect(withQuery(new URL(SITE), { code: 'c' })).toBe(`${SITE}?code=c`)
  expect(withQuery(new URL(`${SITE}?`), { code: 'c' })).toBe(`${SITE}?code=c`)
})
