import { describe, expect, test } from 'vitest'
import type { App } from '../../apps/app-store.ts'
import { readAuthorizeRequest } from './authorize-request.ts'
import type { Query } from './authorize-request.ts'

const CHALLENGE = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM'
const app: App = {
  id: 'APP',
  name: 'App',
  secretHash: Buffer.alloc(32),
  siteUrl: 'https://app.example/connect',
  permissions: [],
  confidential: true,
  legacyOauth: false,
  allowImplicit: false,
  createdAt: new Date(0),
  modifiedAt: new Date(0),
}
const legacy = { ...app, legacyOauth: true }
const read = (query: Query, version: 1 | 2 = 2, by: App | undefined = app) =>
  readAuthorizeRequest(query, by, version, 'live')

describe('OAUTH-7: a page and no redirect', () => {
  test('for an app that is not known', () => {
    expect(readAuthorizeRequest({}, undefined, 2, 'live')).toMatchObject({ kind: 'page', problem: 'client_id' })
  })
  test('for an app without legacy_oauth, on the v1 page only', () => {
    expect(read({}, 1)).toMatchObject({ kind: 'page' })
    expect(read({}, 1, legacy)).toMatchObject({ kind: 'request' })
    expect(read({}, 2)).toMatchObject({ kind: 'request' })
  })
  test.each<[string, Query]>([
    ['does not match', { redirect_uri: 'https://evil.example/' }],
    ['is given twice', { redirect_uri: [app.siteUrl, 'https://evil.example/'] }],
    ['does not match, whatever else is wrong', { redirect_uri: 'https://evil.example/', response_type: 'x' }],
  ])('for a redirect_uri that %s', (_case, query) => {
    expect(read(query)).toMatchObject({ kind: 'page', problem: 'redirect_uri' })
  })
})

describe('OAUTH-8: a redirect with an error', () => {
  test.each<[string, Query, string]>([
    ['an unknown response_type', { response_type: 'id_token' }, 'unsupported_response_type'],
    ['a response_type given twice', { response_type: ['code', 'token'] }, 'invalid_request'],
    ['a state of 1025 characters', { state: 'x'.repeat(1025) }, 'invalid_request'],
    ['a state given twice', { state: ['a', 'b'] }, 'invalid_request'],
    ['a state that cannot be stored', { state: 'a\0b' }, 'invalid_request'],
  ])('for %s', (_case, query, error) => {
    expect(read(query)).toMatchObject({ kind: 'redirect', error, address: { href: app.siteUrl } })
  })
  test('with the state, unchanged', () => {
    expect(read({ state: 'a b&c', response_type: 'x' })).toMatchObject({ state: 'a b&c' })
  })
  test('but not for a state of 1024 code points', () => {
    expect(read({ state: '😀'.repeat(1024) })).toMatchObject({ kind: 'request' })
  })
})

describe('OAUTH-6: response_type=token', () => {
  test('needs allow_implicit', () => {
    expect(read({ response_type: 'token' }, 1, legacy)).toMatchObject({ error: 'unsupported_response_type' })
    expect(read({ response_type: 'token' }, 1, { ...legacy, allowImplicit: true })).toMatchObject({ kind: 'request' })
  })
  test('OAUTH-11: does not exist on the v2 page', () => {
    const implicit = { ...legacy, allowImplicit: true }
    expect(read({ response_type: 'token' }, 2, implicit)).toMatchObject({ error: 'unsupported_response_type' })
  })
})

describe('OAUTH-11: code_challenge', () => {
  const isPublic = { ...app, confidential: false }
  test('is required of an app that is not confidential', () => {
    expect(read({}, 2, isPublic)).toMatchObject({ kind: 'redirect', error: 'invalid_request' })
    expect(read({ code_challenge: CHALLENGE }, 2, isPublic)).toMatchObject({ codeChallenge: CHALLENGE })
  })
  test.each<[string, Query]>([
    ['malformed', { code_challenge: 'short' }],
    ['given twice', { code_challenge: [CHALLENGE, CHALLENGE] }],
    ['plain', { code_challenge: CHALLENGE, code_challenge_method: 'plain' }],
    ['of a method in other letters', { code_challenge: CHALLENGE, code_challenge_method: 's256' }],
  ])('is refused when %s', (_case, query) => {
    expect(read(query)).toMatchObject({ kind: 'redirect', error: 'invalid_request' })
  })
  test('may name its method', () => {
    const query = { code_challenge: CHALLENGE, code_challenge_method: 'S256' }
    expect(read(query)).toMatchObject({ codeChallenge: CHALLENGE })
  })
  test('has no meaning on the v1 page', () => {
    expect(read({ code_challenge: 'short' }, 1, legacy)).toMatchObject({ kind: 'request', codeChallenge: undefined })
  })
})
