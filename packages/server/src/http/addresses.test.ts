import { expect, test } from 'vitest'
import { isAddressRule, matchesAddress, plainAddress } from './addresses.ts'

test('KEY-9: a rule is an IP address or a CIDR block', () => {
  for (const rule of ['10.0.0.1', '10.0.0.0/8', '0.0.0.0/0', '::1', '2001:db8::/32', '::ffff:10.0.0.0/104']) {
    expect([rule, isAddressRule(rule)]).toEqual([rule, true])
  }
  for (const rule of [
    '',
    '10.0.0',
    '10.0.0.0/33',
    '10.0.0.0/',
    '::/129',
    '10.0.0.0/8/8',
    'fe80::1%eth0',
    'localhost',
    '10.0.0.0/-1',
  ]) {
    expect([rule, isAddressRule(rule)]).toEqual([rule, false])
  }
})

test('KEY-9: an address matches its rule and no other', () => {
  const rules = ['10.1.0.0/16', '192.0.2.7', '2001:db8::/32']
  for (const address of ['10.1.255.255', '192.0.2.7', '2001:db8::1', '::ffff:10.1.2.3']) {
    expect([address, matchesAddress(address, rules)]).toEqual([address, true])
  }
  for (const address of ['10.2.0.0', '192.0.2.8', '2001:db9::1', '', 'unknown', 'fe80::1%eth0']) {
    expect([address, matchesAddress(address, rules)]).toEqual([address, false])
  }
  expect(matchesAddress('10.1.0.1', [])).toBe(false)
})

test('RTL-5: an IPv4 address on an IPv6 socket is one, and a zone is dropped', () => {
  expect(plainAddress('::ffff:10.0.0.1')).toBe('10.0.0.1')
  expect(plainAddress('::FFFF:10.0.0.1')).toBe('10.0.0.1')
  expect(plainAddress('fe80::1%eth0')).toBe('fe80::1')
  expect(plainAddress('::ffff:a01:101')).toBe('::ffff:a01:101')
})
