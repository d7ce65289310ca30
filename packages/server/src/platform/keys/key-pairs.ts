/** Merchant key pairs: making one, and replacing one by another (contract KEY-2 to KEY-4). */
import { hashSecret } from '../credentials/secret-hash.ts'
import { changeCredentials } from '../context.ts'
import type { PlatformContext } from '../context.ts'
import { ApiError } from '../../http/errors.ts'
import { newUuid } from '../../http/identifiers.ts'
import type { IntegrationType } from '../tables.ts'
import { findKey, insertPair, markRotated } from './key-store.ts'
import { requireCurrentPair } from './key.ts'
import type { ApiKey } from './key.ts'

/** The only moment at which a private key is known (contract KEY-3). */
export interface IssuedPair {
  readonly key: ApiKey
  readonly privateKey: string
}

/** @throws ApiError `invalid_request` when the merchant has a current pair (contract KEY-2) */
export async function issuePair(
  context: PlatformContext,
  { merchantId, integrationType }: { merchantId: string; integrationType: IntegrationType },
): Promise<IssuedPair> {
  const privateKey = newUuid()
  const key = await changeCredentials(context, transaction =>
    insertPair(transaction, {
      merchantId,
      integrationType,
      privateKeyHash: hashSecret(context.credentialKey, privateKey),
      allowedOrigins: [],
      allowedAddresses: [],
      multipay: startsWithMultipay(context),
    }),
  )
  if (!key) {
    const message = 'The merchant has a current key pair. Rotate it to get another.'
    throw new ApiError('invalid_request', { message })
  }
  return { key, privateKey }
}

/**
 * Makes a new pair with the origins, addresses and rights of the old one, which expires after the overlap.
 * @throws ApiError `resource_missing`, `invalid_request`
 */
export async function rotatePair(
  context: PlatformContext,
  { merchantId, keyId, overlapHours }: { merchantId: string; keyId: string; overlapHours: number },
): Promise<IssuedPair> {
  const privateKey = newUuid()
  const key = await changeCredentials(context, async transaction => {
    const old = await findKey(transaction, merchantId, keyId, { lock: true })
    if (!old) throw new ApiError('resource_missing')
    requireCurrentPair(old)
    await markRotated(transaction, old, overlapHours)
    const pair = await insertPair(transaction, {
      merchantId,
      integrationType: old.integrationType!,
      privateKeyHash: hashSecret(context.credentialKey, privateKey),
      allowedOrigins: old.allowedOrigins,
      allowedAddresses: old.allowedAddresses,
      multipay: old.multipay,
    })
    // The old pair is locked and no longer current, so nothing else can be.
    if (!pair) throw new Error('A second current key pair appeared during a rotation.')
    return pair
  })
  return { key, privateKey }
}

/** Contract 3.6: keys start with the right to multi-pay tokens in sandbox, without it in live. */
export function startsWithMultipay({ mode }: Pick<PlatformContext, 'mode'>): boolean {
  return mode === 'sandbox'
}
