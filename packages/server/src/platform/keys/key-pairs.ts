/** Merchant key pairs: making one, and replacing one by another (contract KEY-2 to KEY-4). */
import type { Transaction } from '../../database/index.ts'
import { ApiError } from '../../http/errors.ts'
import { newUuid } from '../../http/identifiers.ts'
import { changeCredentials } from '../context.ts'
import type { PlatformContext } from '../context.ts'
import { hashSecret } from '../credentials/secret-hash.ts'
import { findMerchant } from '../merchants/merchant-store.ts'
import type { IntegrationType } from '../tables.ts'
import { findCurrentPair, findKey, insertPair, markRotated } from './key-store.ts'
import type { NewPair } from './key-store.ts'
import { DEFAULT_OVERLAP_HOURS, requireCurrentPair } from './key.ts'
import type { ApiKey } from './key.ts'

/** The only moment at which a private key is known (contract KEY-3). */
export interface IssuedPair {
  readonly key: ApiKey
  readonly privateKey: string
}

interface PairRequest {
  readonly merchantId: string
  readonly integrationType: IntegrationType
}

/** @throws ApiError `invalid_request` when the merchant has a current pair (contract KEY-2) */
export function issuePair(context: PlatformContext, request: PairRequest): Promise<IssuedPair> {
  return changeCredentials(context, transaction => makePair(transaction, context, firstPair(context, request)))
}

/**
 * Makes a new pair with the origins, addresses and rights of the old one, which expires after the overlap.
 * @throws ApiError `resource_missing`, `invalid_request`
 */
export function rotatePair(
  context: PlatformContext,
  { merchantId, keyId, overlapHours }: { merchantId: string; keyId: string; overlapHours: number },
): Promise<IssuedPair> {
  return changeCredentials(context, async transaction => {
    const old = await findKey(transaction, merchantId, keyId, { lock: true })
    if (!old) throw new ApiError('resource_missing')
    return replacePair(transaction, context, old, overlapHours)
  })
}

/**
 * For an owner whose private key is lost: the first pair, or one in place of the current one. The lost key may still be
 * in use elsewhere, so it keeps its overlap.
 */
export function issueOrRotatePair(context: PlatformContext, request: PairRequest): Promise<IssuedPair> {
  return changeCredentials(context, async transaction => {
    // Nobody else makes a pair of this merchant meanwhile.
    await findMerchant(transaction, context.mode, request.merchantId, { lock: true })
    const current = await findCurrentPair(transaction, request.merchantId)
    return current
      ? replacePair(transaction, context, current, DEFAULT_OVERLAP_HOURS)
      : makePair(transaction, context, firstPair(context, request))
  })
}

function firstPair(context: PlatformContext, request: PairRequest): Omit<NewPair, 'privateKeyHash'> {
  return { ...request, allowedOrigins: [], allowedAddresses: [], multipay: startsWithMultipay(context) }
}

async function replacePair(
  transaction: Transaction,
  context: PlatformContext,
  old: ApiKey,
  overlapHours: number,
): Promise<IssuedPair> {
  requireCurrentPair(old)
  await markRotated(transaction, old, overlapHours)
  return makePair(transaction, context, { ...old, integrationType: old.integrationType! })
}

async function makePair(
  transaction: Transaction,
  { credentialKey }: PlatformContext,
  pair: Omit<NewPair, 'privateKeyHash'>,
): Promise<IssuedPair> {
  const privateKey = newUuid()
  const key = await insertPair(transaction, { ...pair, privateKeyHash: hashSecret(credentialKey, privateKey) })
  if (!key) {
    const message = 'The merchant has a current key pair. Rotate it to get another.'
    throw new ApiError('invalid_request', { message })
  }
  return { key, privateKey }
}

/** Contract 3.6: keys start with the right to multi-pay tokens in sandbox, without it in live. */
export function startsWithMultipay({ mode }: Pick<PlatformContext, 'mode'>): boolean {
  return mode === 'sandbox'
}
