import { expect, test } from 'vitest'
import { isOriginRule, matchesOrigin } from './origin.ts'

test.each([
  'https://shop.example',
  'https://shop.example:8443',
  'https://*.shop.example',
  'http://localhost:*',
  'http://localhost:3000',
  'http://127.0.0.1:3000',
  'http://[::1]:3000',
])('contract 3.6: %s can be an allowed origin', rule => {
  expect(isOriginRule(rule)).toBe(true)
})

test.each([
  '',
  '*',
  'https://*',
  'https://*.example',
  'https://*.*.example',
  'https://a.*.shop.example',
  'http://*.shop.example',
  'http://shop.example',
  'http://127.0.0.1:*',
  'https://shop.example/',
  'https://shop.example/path',
  'https://SHOP.example',
  'https://user@shop.example',
  'https://shop.example:443',
  'https://*.127.0.0.1',
  'javascript:alert(1)',
  'null',
  'https://shop.example; script-src *',
])('contract 3.6: %s cannot be an allowed origin', rule => {
  expect(isOriginRule(rule)).toBe(false)
})

test.each([
  ['https://shop.example', 'https://shop.example', true],
  ['https://shop.example', 'https://shop.example:8443', false],
  ['https://shop.example', 'http://shop.example', false],
  ['https://*.shop.example', 'https://www.shop.example', true],
  ['https://*.shop.example', 'https://a.b.shop.example', true],
  ['https://*.shop.example', 'https://shop.example', false],
  ['https://*.shop.example', 'https://evilshop.example', false],
  ['https://*.shop.example', 'https://shop.example.evil.example', false],
  ['https://*.shop.example', 'https://www.shop.example:8443', false],
  ['https://*.shop.example', 'http://www.shop.example', false],
  ['https://*.shop.example', 'https://evil.example/.shop.example', false],
  ['http://localhost:*', 'http://localhost:5173', true],
  ['http://localhost:*', 'http://localhost', true],
  ['http://localhost:*', 'http://localhost.evil.example', false],
  ['http://localhost:*', 'http://localhost:1@evil.example', false],
] as const)('TOK-39: rule %s, page %s: %s', (rule, origin, allowed) => {
  expect(matchesOrigin(origin, [rule])).toBe(allowed)
})
