/** Which brands a number may still become (contract FLD-8). */
import creditCardType from 'credit-card-type'
import type { Brand } from '../../shared/element-types.ts'

/** The package's names where they differ from ours by more than case and hyphen. */
const OURS: Readonly<Record<string, Brand>> = { mastercard: 'MC', 'american-express': 'AMEX' }

export interface BrandRule {
  readonly brand: Brand
  readonly lengths: readonly number[]
  readonly gaps: readonly number[]
}

/** None for no digits, since every brand would say nothing. */
export function possibleBrands(digits: string): readonly BrandRule[] {
  if (digits === '') return []
  return creditCardType(digits).map(({ type, lengths, gaps }) => ({
    brand: OURS[type] ?? (type.toUpperCase().replace('-', '_') as Brand),
    lengths,
    gaps,
  }))
}

export const BRAND_NAMES: Readonly<Record<Brand, string>> = {
  VISA: 'Visa',
  MC: 'Mastercard',
  AMEX: 'American Express',
  DISCOVER: 'Discover',
  DINERS_CLUB: 'Diners Club',
  JCB: 'JCB',
  UNIONPAY: 'UnionPay',
  INTERAC: 'Interac',
  MAESTRO: 'Maestro',
  ELO: 'Elo',
  MIR: 'Mir',
  TROY: 'Troy',
  VERVE: 'Verve',
  NARANJA: 'Naranja',
  HIPER: 'Hiper',
  HIPERCARD: 'Hipercard',
  GIFT_CARD: '',
  UNKNOWN: '',
}
