import fc from 'fast-check'
import { expect, test } from 'vitest'
import { TEST_CARDS } from '../../acquirers/index.ts'
import { BRANDS, detectBrand, permitsLength, readBrand } from './brand.ts'

/** Pads leading digits to a number of 16; only the lead matters here. */
const brandOf = (lead: string | number) => detectBrand(String(lead).padEnd(16, '0'))?.brand
const lengthsOf = (lead: string) =>
  Array.from({ length: 20 }, (_, length) => length).filter(length =>
    permitsLength(detectBrand(lead.padEnd(16, '0'))!, length),
  )

test.each([
  ['AMEX', ['34', '37'], [15]],
  ['DINERS_CLUB', ['300', '305', '36', '38', '39'], [14, 16, 19]],
  ['JCB', ['3528', '3589', '1800', '2131'], [16, 17, 18, 19]],
  ['VISA', ['4'], [16, 18, 19]],
  ['MC', ['51', '55', '2221', '2720'], [16]],
  ['DISCOVER', ['6011', '644', '649', '65'], [16, 19]],
  ['UNIONPAY', ['620', '622126', '622925', '624', '626', '6282', '6289', '810', '816'], [14, 15, 16, 17, 18, 19]],
])('TOK-6 %s: is told by its leading digits and permits its lengths', (brand, leads, lengths) => {
  for (const lead of leads) {
    expect(brandOf(lead), lead).toBe(brand)
    expect(lengthsOf(lead), lead).toEqual(lengths)
  }
})

test.each(['306', '3527', '3590', '1801', '2130', '2220', '2721', '50', '643', '818'])(
  'TOK-6: %s, just outside a range, is none of the seven brands',
  lead => {
    const seven = ['AMEX', 'DINERS_CLUB', 'JCB', 'VISA', 'MC', 'DISCOVER', 'UNIONPAY']
    expect(seven).not.toContain(brandOf(lead))
  },
)

test('TOK-6: the longest matching prefix wins', () => {
  expect(brandOf('401177')).toBe('VISA')
  expect(brandOf('401178')).toBe('ELO')
  expect(brandOf('650030')).toBe('DISCOVER')
  expect(brandOf('650031')).toBe('ELO')
  expect(brandOf('65083700')).toBe('TROY')
})

test.each([
  ['MIR', '2200'],
  ['MAESTRO', '6304'],
  ['TROY', '979200'],
  ['VERVE', '506099'],
  ['NARANJA', '589562'],
  ['HIPER', '637095'],
  ['HIPERCARD', '606282'],
  ['UNIONPAY', '6292'],
])('TOK-6: %s and further ranges come from the shipped card table', (brand, lead) => {
  expect(brandOf(lead)).toBe(brand)
})

test('SBX-5: every number of contract 19.1 has the brand of its row and a permitted length', () => {
  for (const { number, brand } of TEST_CARDS) {
    const range = detectBrand(number)
    expect(range?.brand).toBe(brand)
    expect(permitsLength(range!, number.length)).toBe(true)
  }
})

test('TOK-6: detection looks at the first eight digits only', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[0-9]{8}$/), fc.stringMatching(/^[0-9]{4,11}$/), (lead, rest) => {
      expect(detectBrand(lead + rest)).toBe(detectBrand(lead + '0000'))
    }),
  )
})

test('TOK-5: a given brand is read in any letter case, and its alias is never kept', () => {
  for (const brand of BRANDS) expect(readBrand(brand.toLowerCase())).toBe(brand)
  expect(readBrand('MasterCard')).toBe('MC')
  expect(readBrand('diners')).toBe('DINERS_CLUB')
  for (const other of ['', 'visa ', 'AMERICAN_EXPRESS', 'constructor', 4, true, {}]) {
    expect(readBrand(other)).toBeUndefined()
  }
})
