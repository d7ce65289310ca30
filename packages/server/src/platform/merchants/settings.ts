/** Settings of a merchant: what may be set, what holds when nothing is (contract 1.6). */
import type { Static, TObject } from 'typebox'
import { FEATURES } from '../../http/credentials.ts'
import type { Feature, MerchantSettings, TaxRate, Tender } from '../../http/credentials.ts'
import { ApiError } from '../../http/errors.ts'
import { arrayOf, boolean, custom, integer, object, oneOf, optional, string } from '../../http/fields.ts'
import { newId } from '../../http/identifiers.ts'
import { LARGEST_AMOUNT } from '../../http/money.ts'
import type { Mode } from '../context.ts'
import { OBJECT_ID } from '../object-id.ts'

/** Contract TOK-5; the first seven are accepted unless the setting says otherwise (TOK-6). */
const DEFAULT_BRANDS = ['VISA', 'MC', 'AMEX', 'DISCOVER', 'DINERS_CLUB', 'JCB', 'UNIONPAY']
const BRANDS = new Set([
  ...DEFAULT_BRANDS,
  ...['INTERAC', 'MAESTRO', 'ELO', 'MIR', 'TROY', 'VERVE', 'NARANJA', 'HIPER', 'HIPERCARD'],
])
const BRAND_ALIASES: Readonly<Record<string, string>> = { MASTERCARD: 'MC', DINERS: 'DINERS_CLUB' }

const CURRENCIES = new Set(Intl.supportedValuesOf('currency'))

/** Every setting of a merchant, as `MerchantSettings`; those that may be absent there are here. */
export interface PlatformSettings extends MerchantSettings {
  readonly tax_rates: readonly TaxRate[]
  readonly tenders: readonly Tender[]
}

/** What the database keeps: what was set, without the defaults. */
export type StoredSettings = Partial<Omit<PlatformSettings, 'features'>> & {
  readonly features?: Partial<Record<Feature, boolean>>
}

/** A currency of ISO 4217 in any letter case, read as lower case (contract GEN-26). */
export const currency = () =>
  custom<string>({ type: 'string', minLength: 3, maxLength: 3, examples: ['usd'] }, (value, param) => {
    const code = typeof value === 'string' && /^[a-z]{3}$/i.test(value) ? value.toUpperCase() : ''
    if (!CURRENCIES.has(code)) throw new ApiError('invalid_currency', { param })
    return code.toLowerCase()
  })

const brand = () =>
  custom<string>({ type: 'string', enum: [...BRANDS] }, (value, param) => {
    const name = typeof value === 'string' ? value.toUpperCase() : ''
    const canonical = BRAND_ALIASES[name] ?? name
    if (!BRANDS.has(canonical)) throw new ApiError('invalid_request', { param })
    return canonical
  })

const id = () => optional(string({ pattern: OBJECT_ID }))

const features = object(
  Object.fromEntries(FEATURES.map(feature => [feature, optional(boolean())])) as Record<
    Feature,
    ReturnType<typeof optional<boolean>>
  >,
)

/** The members of a body that are settings. */
export const SETTING_FIELDS = {
  authorization_ttl_days: optional(integer({ minimum: 1, maximum: 30 })),
  cvc_fail_declines: optional(boolean()),
  zip_fail_declines: optional(boolean()),
  line1_fail_declines: optional(boolean()),
  require_shopper_ip: optional(boolean()),
  refund_max_amount: optional(integer({ minimum: 0, maximum: LARGEST_AMOUNT })),
  currencies: optional(arrayOf(currency(), { maxItems: 200 })),
  tax_rates: optional(
    arrayOf(
      object({
        id: id(),
        name: string({ minLength: 1, maxLength: 127 }),
        rate: integer({ minimum: 0, maximum: 10_000_000 }),
      }),
    ),
  ),
  tenders: optional(
    arrayOf(
      object({
        id: id(),
        label_key: string({ minLength: 1, maxLength: 127 }),
        label: string({ minLength: 1, maxLength: 127 }),
      }),
    ),
  ),
  features: optional(features),
  brands: optional(arrayOf(brand())),
  postal_code: optional(oneOf(['optional', 'required'])),
  page_guard: optional(oneOf(['off', 'report'])),
}

export type SettingsInput = Static<TObject<typeof SETTING_FIELDS>>

/** What a merchant starts with beyond the defaults: its built-in tenders have ids of their own (contract CHG-8). */
export function initialSettings(): StoredSettings {
  return {
    tenders: [
      { id: newId(), label_key: 'com.clover.tender.cash', label: 'Cash' },
      { id: newId(), label_key: 'com.clover.tender.check', label: 'Check' },
    ],
  }
}

/**
 * Lays a change over what is stored: a list replaces the list, a feature only itself.
 * @throws ApiError `invalid_request` when `currencies` lacks the default currency, or ids repeat
 */
export function changeSettings(stored: StoredSettings, input: SettingsInput, defaultCurrency: string): StoredSettings {
  const changed: Record<string, unknown> = { ...stored }
  for (const name of Object.keys(SETTING_FIELDS) as (keyof SettingsInput)[]) {
    if (input[name] !== undefined) changed[name] = input[name]
  }
  if (input.features) changed['features'] = { ...stored.features, ...input.features }
  if (input.brands) changed['brands'] = [...new Set(input.brands)]
  if (input.currencies) {
    if (!input.currencies.includes(defaultCurrency)) {
      const message = 'The list must hold the default currency.'
      throw new ApiError('invalid_request', { param: 'currencies', message })
    }
    changed['currencies'] = [...new Set(input.currencies)]
  }
  if (input.tax_rates) changed['tax_rates'] = withIds(input.tax_rates, 'tax_rates')
  if (input.tenders) changed['tenders'] = withIds(input.tenders, 'tenders')
  return changed as StoredSettings
}

function withIds<Item extends { id?: string }>(items: readonly Item[], param: string): (Item & { id: string })[] {
  const identified = items.map(item => ({ ...item, id: item.id ?? newId() }))
  if (new Set(identified.map(item => item.id)).size < identified.length) {
    throw new ApiError('invalid_request', { param, message: 'An id occurs twice in the list.' })
  }
  return identified
}

/** Every setting, with the defaults of the deployment's mode where the merchant has none of its own. */
export function resolveSettings(stored: StoredSettings, defaultCurrency: string, mode: Mode): PlatformSettings {
  return {
    authorization_ttl_days: 7,
    cvc_fail_declines: false,
    zip_fail_declines: false,
    line1_fail_declines: false,
    require_shopper_ip: false,
    refund_max_amount: null,
    currencies: [defaultCurrency],
    tax_rates: [],
    tenders: [],
    brands: DEFAULT_BRANDS,
    postal_code: 'optional',
    ...stored,
    features: { ...DEFAULT_FEATURES[mode], ...stored.features },
  }
}

const DEFAULT_FEATURES: Readonly<Record<Mode, Readonly<Record<Feature, boolean>>>> = {
  live: featuresWhere(feature => feature === 'multi_pay'),
  sandbox: featuresWhere(() => true),
}

function featuresWhere(isOn: (feature: Feature) => boolean): Record<Feature, boolean> {
  return Object.fromEntries(FEATURES.map(feature => [feature, isOn(feature)])) as Record<Feature, boolean>
}
