/** Sealed card numbers and verification codes (PCI DSS 3.5.1, 3.3.2), bound to the row and column they stand in. */
import { openBytes, sealBytes } from './aead.ts'
import type { SealingKey } from './merchant-keys.ts'

export type SealedColumn =
  'card number' | 'verification code' | 'external token' | 'gift card number' | 'gift card code'

/** Where a sealed value stands; a value copied anywhere else does not open. */
export interface Place {
  readonly merchantId: string
  readonly tokenId: string
  readonly column: SealedColumn
}

/** Ids hold no line breaks, so two different places never give the same text. */
const describe = (place: Place, keyVersion: number) =>
  `${place.column}\n${place.merchantId}\n${place.tokenId}\n${keyVersion}`

/** @param digits a card number or a code, in ASCII; of an external token, its bytes */
export function seal(key: SealingKey, digits: string, place: Place): Buffer {
  return sealBytes(key.of(place.column), Buffer.from(digits, 'latin1'), describe(place, key.version))
}

/** @throws SealBrokenError */
export function open(key: SealingKey, sealed: Buffer, place: Place): string {
  const plaintext = openBytes(key.of(place.column), sealed, describe(place, key.version), place.column)
  const digits = plaintext.toString('latin1')
  plaintext.fill(0)
  return digits
}
