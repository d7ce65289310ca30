/** The page's styles object, read; no browser. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { appearanceRules, themeOf } from '../appearance.ts'
import { compile } from './compile.ts'
import type { RawStyles } from '../../shared/messages.ts'
import { isAllowed, propertyName } from './property.ts'
import { readCondition, readSelector } from './selector.ts'
import { remarks } from './remarks.ts'
import { readValue } from './value.ts'

const css = (selector: string) => readSelector(selector).map(each => each.css)
const set = (styles: RawStyles) =>
  compile(styles).rules.map(({ condition, selector, declarations }) =>
    [condition, selector, ...declarations.map(({ property, text }) => `${property}: ${text}`)]
      .filter(Boolean)
      .join(' | '),
  )

test.each([
  ['body', 'body'],
  ['input', 'input.input'],
  ['label', 'label.label'],
  ['img.brand', 'img.brand'],
  ['input:focus', 'input.input:focus'],
  ['card-number input', '.card-number input.input'],
  ['card-date input:focus', '.card-date input.input:focus'],
  ['card-number img.brand', '.card-number img.brand'],
  ['card-cvv input::placeholder', '.card-cvv input.input::placeholder'],
  ['::placeholder', 'input.input::placeholder'],
  ['input::-webkit-input-placeholder', 'input.input::placeholder'],
  ['card-number input:-ms-input-placeholder', '.card-number input.input::placeholder'],
  ['input.invalid:focus', 'input.input.invalid:focus'],
  ['card-number body', 'body.card-number'],
])('STY-2: %s is read', (written, expected) => {
  expect(css(written)).toEqual([expected])
})

test('STY-2: members of a list stand for themselves', () => {
  expect(css('input , base, label')).toEqual(['input.input', 'label.label'])
})

test.each([
  'card-email input',
  'base',
  'invalid',
  'input > div',
  'input[value^="4"]',
  '*',
  'input::before',
  'x input',
  '',
])('STY-3: %s is ignored', selector => {
  expect(css(selector)).toEqual([])
})

test('STY-3: what is not understood takes nothing from the rest, and is named', () => {
  const { rules, ignored } = compile({ base: { color: 'red' }, input: { color: 'red', 'a{}': '1', b: { c: 'd' } } })
  expect(rules).toHaveLength(1)
  expect(ignored).toEqual(['base', 'input a{}', 'input b'])
})

test('STY-1: names in both cases, and numbers with their unit', () => {
  expect(
    ['fontSize', 'font-size', 'WebkitAppearance', '-webkit-appearance', 'webkitAppearance'].map(propertyName),
  ).toEqual(['font-size', 'font-size', '-webkit-appearance', '-webkit-appearance', '-webkit-appearance'])
  expect(set({ input: { fontSize: 14, lineHeight: 1.5, fontWeight: 600, padding: 0 } })).toEqual([
    'input.input | font-size: 14px | line-height: 1.5 | font-weight: 600 | padding: 0',
  ])
})

test('STY-2: conditions are put together anew', () => {
  expect(readCondition('@media (min-width:300px) and ( prefers-color-scheme: dark )')).toBe(
    '@media (min-width: 300px) and (prefers-color-scheme: dark)',
  )
  expect(readCondition('@media (min-width: 1px) or (x)')).toBeUndefined()
  expect(set({ '@media (max-width: 200px)': { input: { color: 'red' } } })).toEqual([
    '@media (max-width: 200px) | input.input | color: red',
  ])
  expect(set({ '@import "x"': { input: { color: 'red' } }, '@supports (x)': { input: { color: 'red' } } })).toEqual([])
})

test('STY-5: the order is kept', () => {
  expect(set({ label: { color: 'red' }, input: { color: 'blue' } }).map(rule => rule.split(' ')[0])).toEqual([
    'label.label',
    'input.input',
  ])
})

test('STY-6: each target has its properties', () => {
  const [input] = readSelector('input')
  const [label] = readSelector('label')
  const [placeholder] = readSelector('::placeholder')
  const [body] = readSelector('body')
  expect(isAllowed('position', 'absolute', input!)).toBe(true)
  expect(isAllowed('position', 'fixed', input!)).toBe(false)
  expect(isAllowed('display', 'none', label!)).toBe(true)
  expect(isAllowed('display', 'none', input!)).toBe(false)
  expect(isAllowed('opacity', '0', placeholder!)).toBe(true)
  expect(isAllowed('opacity', '0', input!)).toBe(false)
  expect(isAllowed('gap', '1px', body!)).toBe(true)
  for (const property of ['content', 'background-image', 'behavior', 'z-index', 'filter', '-webkit-text-security']) {
    expect(isAllowed(property, '1', input!)).toBe(false)
  }
})

test.each([
  'url(https://evil.example/a)',
  'URL(//x)',
  'u\\72l(x)',
  'image-set("x" 1x)',
  'attr(value)',
  'expression(1)',
  'red; color: blue',
  '}body{x:y',
  '@import',
  'red /* x',
  'var(--other)',
  'var( --x)',
  'calc(1px + url(x))',
  'min(env(x), 1px)',
  'a'.repeat(257),
  '',
  'red !important !important',
])('STY-7: %s is refused', value => {
  expect(readValue('color', value)).toBeUndefined()
})

test.each([
  'rgb(1 2 3 / 50%)',
  'calc((1px + 2px) * 2)',
  'var(--tf-color-text, #fff)',
  'clamp(1px, 2vw, 3px)',
  '"Inter", serif',
])('STY-7: %s is allowed', value => {
  expect(readValue('color', value)).toEqual({ text: value, priority: '' })
})

test('STY-8: priority is told apart from the value', () => {
  expect(readValue('color', 'red !important')).toEqual({ text: 'red', priority: 'important' })
})

test('STY-9: one hundred rules, four hundred declarations, 16 kB', () => {
  const many = Object.fromEntries(
    Array.from({ length: 10_000 }, (_, at) => [`input${' '.repeat(at % 200)}, label`, { color: at }]),
  )
  expect(compile(many).rules.length).toBeLessThanOrEqual(100)
  const long = { input: Object.fromEntries(Array.from({ length: 500 }, (_, at) => [`--tf-a${at}`, 'x'])) }
  expect(compile(long).rules[0]!.declarations).toHaveLength(400)
  const heavy = Object.fromEntries(['input', 'label', 'body'].map(key => [key, { color: 'x'.repeat(6_000) }]))
  expect(compile(heavy).ignored).toContain('body (more than 16 kB)')
})

test('STY-10: whatever a page writes, no address and no end of a declaration comes through', () => {
  const piece = fc.constantFrom(
    'url(',
    'src(',
    ')',
    ';',
    '}',
    '{',
    '\\',
    '/*',
    '@',
    '<',
    '>',
    'red',
    ' ',
    '(',
    'image-set(',
    'var(',
    '--x',
  )
  const text = fc.array(piece, { maxLength: 8 }).map(all => all.join(''))
  fc.assert(
    fc.property(text, value => {
      const read = readValue('color', value)
      if (read) expect(read.text).not.toMatch(/[;{}<>\\@]|\/\*|url\(|src\(|image-set\(|var\((?!--tf-)/i)
    }),
    { numRuns: 3_000 },
  )
  fc.assert(
    fc.property(fc.string({ maxLength: 40 }), selector => {
      for (const { css: written } of readSelector(selector)) expect(written).toMatch(/^[a-z.: -]+$/)
    }),
    { numRuns: 1_000 },
  )
})

test('STY-14: variables become --tf-…, and those that are refused are left out', () => {
  const [rule] = appearanceRules({ variables: { colorText: '#111', fontSize: 18, colorIcon: 'url(x)', other: 'red' } })
  expect(rule!.declarations.map(({ property, text }) => `${property}: ${text}`)).toEqual([
    '--tf-color-text: #111',
    '--tf-font-size: 18px',
  ])
})

test('STY-14: auto follows the scheme of the page before that of the device', () => {
  expect(themeOf({}, 'dark', true)).toBe('none')
  expect(themeOf({ theme: 'auto' }, 'dark', false)).toBe('dark')
  expect(themeOf({ theme: 'auto' }, 'light', true)).toBe('light')
  expect(themeOf({ theme: 'auto' }, 'light dark', true)).toBe('dark')
  expect(themeOf({ theme: 'auto' }, 'normal', false)).toBe('light')
})

test('A11Y-8: an outline that goes without a replacement is named, and so is a text that makes iOS zoom (STY-12)', () => {
  const said = (styles: RawStyles) => remarks(compile(styles).rules).length
  expect(said({ 'input:focus': { outline: 'none' } })).toBe(1)
  expect(said({ 'input:focus': { outline: 'none', boxShadow: '0 0 0 2px blue' } })).toBe(0)
  expect(said({ input: { fontSize: '12px' }, label: { fontSize: 12 } })).toBe(1)
  expect(said({ input: { fontSize: '16px' } })).toBe(0)
})
