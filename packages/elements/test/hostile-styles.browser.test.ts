import { afterAll, beforeAll, expect, test } from 'vitest'
import { formPage } from './support/form.ts'
import { styleIn } from './support/looks.ts'
import { textOf } from './support/shopper.ts'
import { frameOf, ready, startWorld, type } from './support/world.ts'
import type { World } from './support/world.ts'

let world: World
beforeAll(async () => (world = await startWorld()))
afterAll(() => world.close())

/** A page whose field gets the same styles. */
async function styled(styles: string) {
  const make = `window.styles = ${styles}; for (const field of Object.values(fields)) field.update(styles)`
  const shop = await world.open(formPage({ places: ['number'], before: make }))
  await ready(shop.page)
  return shop
}

const EVIL = 'https://evil.example/x'
const HOSTILE: Readonly<Record<string, string>> = {
  background: `url(${EVIL})`,
  backgroundColor: `u\\72l(${EVIL})`,
  cursor: `url("${EVIL}"), auto`,
  font: `1px x; background: url(${EVIL})`,
  border: `0} input { background: url(${EVIL}) }`,
  color: `red; } @import "${EVIL}"; {`,
  boxShadow: `image-set("${EVIL}" 1x)`,
  padding: 'env(x, 3px)',
  margin: 'attr(value px)',
  width: 'expression(alert(1))',
  outline: 'var(--elsewhere)',
  '--tf-a': `url(${EVIL})`,
  '--tf-b': 'var(--tf-c, element(#card-number))',
  '-webkit-mask': `url(${EVIL})`,
  '@import': EVIL,
  [`x} * { background: url(${EVIL})`]: 'red',
}

test('BRT-38 STY-7 STY-8 STY-10: hostile values make no request, reach no sheet, and break nothing', async () => {
  const styles = {
    [`input{background:url(${EVIL})}`]: { color: 'red' },
    [`@import url(${EVIL})`]: { input: { color: 'red' } },
    [`@media (min-width: 1px) { input { background: url(${EVIL}) } } @media (min-width: 1px)`]: {
      input: { color: 'red' },
    },
    [`input[value^="4"]`]: { background: 'red' },
    input: { ...HOSTILE, letterSpacing: '2px' },
    '::placeholder': { ...HOSTILE, color: 'var(--tf-chain)' },
    body: { '--tf-chain': 'var(--tf-link)', '--tf-link': 'rgb(5, 6, 7)', '--tf-long': 'x'.repeat(300) },
  }
  const { page, requests, errors } = await styled(JSON.stringify(styles))
  expect(await styleIn(page, 'number', 'input.input', ['letter-spacing', 'background-image', 'outline-style'])).toEqual(
    { 'letter-spacing': '2px', 'background-image': 'none', 'outline-style': 'none' },
  )
  expect(await styleIn(page, 'number', 'input.input', ['color'], '::placeholder')).toEqual({ color: 'rgb(5, 6, 7)' })
  const sheets = await frameOf(page, 'number')
    .locator('html')
    .evaluate(() =>
      document.adoptedStyleSheets.flatMap(sheet => Array.from(sheet.cssRules, rule => rule.cssText)).join('\n'),
    )
  expect(sheets).toContain('letter-spacing')
  expect(sheets).not.toMatch(/url|evil|import|image-set|element|attr|expression|\*|value|x{300}/)
  await type(page, 'number', '4242')
  expect(await textOf(page, 'number')).toBe('4242')
  expect(requests.filter(request => request.url().includes('evil.example'))).toEqual([])
  expect(errors).toEqual([])
})

test('BRT-38 STY-9: of 10,000 rules the first hundred count, the page is warned, and the field works', async () => {
  const many = `Object.fromEntries([['input', { letterSpacing: '2px' }], ...Array.from({ length: 9_998 }, (_, at) => ['input' + ','.repeat(1 + (at % 200)) + ':hover'.repeat(at / 200 | 0), { color: 'red' }]), ['label', { color: 'rgb(1, 1, 1)' }]])`
  const { page, console } = await styled(many)
  expect(await styleIn(page, 'number', 'input.input', ['letter-spacing'])).toEqual({ 'letter-spacing': '2px' })
  expect(await styleIn(page, 'number', 'label', ['color'])).not.toEqual({ color: 'rgb(1, 1, 1)' })
  const rules = await frameOf(page, 'number')
    .locator('html')
    .evaluate(() => document.adoptedStyleSheets.reduce((sum, { cssRules }) => sum + cssRules.length, 0))
  expect(rules).toBeLessThanOrEqual(101)
  expect(console.join('\n')).toMatch(/too many/)
  await type(page, 'number', '4242')
  expect(await textOf(page, 'number')).toBe('4242')
})
