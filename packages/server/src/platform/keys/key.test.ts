import { expect, test } from 'vitest'
import { ApiError } from '../../http/errors.ts'
import { PERMISSIONS } from '../../http/permissions.ts'
import {
  deactivate,
  embedId,
  keyFault,
  privateKeyPermissions,
  reactivate,
  reinstall,
  requireCurrentPair,
  uninstall,
} from './key.ts'
import type { ApiKey, KeyState } from './key.ts'

const working: KeyState = { active: true, deactivatedBy: null, deactivationReason: null }
const by = (deactivatedBy: KeyState['deactivatedBy']): KeyState => ({
  active: false,
  deactivatedBy,
  deactivationReason: 'why',
})

test.each(['merchant', 'operator', 'system'] as const)('KEY-6: %s deactivates a working key', who => {
  expect(deactivate(working, who, 'why')).toEqual(by(who))
})

test.each([
  ['merchant', 'merchant', 'merchant'],
  ['merchant', 'operator', 'operator'],
  ['system', 'merchant', 'system'],
  ['system', 'operator', 'operator'],
  ['operator', 'merchant', 'operator'],
  ['operator', 'system', 'operator'],
  ['operator', 'operator', 'operator'],
] as const)('KEY-7: deactivated by %s, then by %s, it counts as deactivated by %s', (first, second, counts) => {
  expect(deactivate(by(first), second, 'again').deactivatedBy).toBe(counts)
})

test.each([
  ['operator', 'merchant', 'permission_missing'],
  ['operator', 'operator', 'works'],
  ['merchant', 'merchant', 'works'],
  ['merchant', 'operator', 'works'],
  ['system', 'merchant', 'works'],
  ['system', 'operator', 'works'],
] as const)('KEY-7: deactivated by %s, reactivated by %s: %s', (who, caller, result) => {
  if (result === 'works') return expect(reactivate(by(who), caller, true)).toEqual(working)
  try {
    reactivate(by(who), caller, true)
    expect.unreachable()
  } catch (error) {
    expect(error).toBeInstanceOf(ApiError)
    expect((error as ApiError).code).toBe('permission_missing')
    expect((error as ApiError).details.missingPermissions).toEqual(['operator'])
  }
})

test('PAK-6: uninstalling ends a key, reinstalling brings it back', () => {
  expect(uninstall(working)).toEqual({ ...working, active: false })
  expect(reinstall(uninstall(working))).toEqual(working)
})

test.each(['merchant', 'operator', 'system'] as const)(
  'PAK-6: a key that %s deactivated, before or after, stays so when the app is reinstalled',
  who => {
    expect(reinstall(uninstall(by(who)))).toEqual(by(who))
    expect(reinstall(deactivate(uninstall(working), who, 'why'))).toEqual(by(who))
  },
)

test('PAK-6: a key reactivated while its app is uninstalled works once the app is back', () => {
  const state = reactivate(uninstall(by('merchant')), 'merchant', false)
  expect(state.active).toBe(false)
  expect(reinstall(state)).toEqual(working)
})

test.each([
  [true, false, undefined],
  [false, false, 'api_key_inactive'],
  [true, true, 'api_key_expired'],
  [false, true, 'api_key_inactive'],
] as const)('KEY-4, KEY-6: active %s, expired %s: %s', (active, expired, fault) => {
  expect(keyFault(active, expired)).toBe(fault)
})

test('KEY-4: only a current pair can be rotated', () => {
  const pair = { ...working, kind: 'ecommerce', rotatedAt: null } as ApiKey
  expect(() => requireCurrentPair(pair)).not.toThrow()
  expect(() => requireCurrentPair({ ...pair, rotatedAt: new Date(0) })).toThrow(ApiError)
  expect(() => requireCurrentPair({ ...pair, kind: 'pakms' })).toThrow(ApiError)
})

test.each([
  ['IFRAME_API', [...PERMISSIONS]],
  ['API', [...PERMISSIONS]],
  ['HOSTED_CHECKOUT', []],
] as const)('PRM-1: a private key of type %s holds the permissions of its type', (type, permissions) => {
  expect([...privateKeyPermissions(type)]).toEqual(permissions)
})

test('elements SEC-4: an embed id is 20 characters and gives nothing of the key away', () => {
  const publicKey = 'b440034d6608697a8d41bed440e50454'
  expect(embedId(publicKey)).toMatch(/^[A-Za-z0-9_-]{20}$/)
  expect(embedId(publicKey)).toBe(embedId(publicKey))
  expect(embedId('c440034d6608697a8d41bed440e50454')).not.toBe(embedId(publicKey))
})
