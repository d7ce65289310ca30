/** Alternate tenders: cash, checks, and what else a merchant takes without an acquirer (contract CHG-8). */
import type { Tender } from '../../http/credentials.ts'
import { ApiError } from '../../http/errors.ts'
import { custom, object, optional, readField, string } from '../../http/fields.ts'
import type { Static } from '../../http/fields.ts'

/** The `source` of a charge that is paid with one. */
export const ALTERNATE_TENDER = 'alternate_tender'

/** In the order in which they are looked at. */
const NAMES = ['id', 'label_key', 'label'] as const

const NAMED_TENDER = object({ id: optional(string()), label_key: optional(string()), label: optional(string()) })
export type NamedTender = Static<typeof NAMED_TENDER>

/** Ignored, whatever it is, unless the source asks for it. */
export const TENDER = custom<NamedTender | undefined>(NAMED_TENDER, (value, param, { source }) =>
  source === ALTERNATE_TENDER ? readField(NAMED_TENDER, value, param) : undefined,
)

/** @throws ApiError `parameter_missing` */
export function checkNamed(tender: NamedTender | undefined): void {
  if (!NAMES.some(name => tender?.[name] !== undefined)) throw new ApiError('parameter_missing', { param: 'tender' })
}

/** @returns the merchant's tender of that id, or else label key, or else label */
export function findTender(named: NamedTender | undefined, tenders: readonly Tender[] = []): Tender | undefined {
  const name = NAMES.find(each => named?.[each] !== undefined)
  return name && tenders.find(tender => tender[name] === named?.[name])
}
