/** A charge that is paid without an acquirer: it is decided when it is written (contract CHG-8). */
import type { Merchant, Tender } from '../../http/credentials.ts'
import { ApiError } from '../../http/errors.ts'
import type { Keyed } from '../../http/idempotency/idempotency.ts'
import { newId } from '../../http/identifiers.ts'
import type { PaymentServices } from '../services.ts'
import type { ChargeRequest } from './authorize-charge.ts'
import type { Charge } from './charge.ts'
import { orderOf } from './decide-charge.ts'
import { bookTender } from './tender-store.ts'

/** @param keyed of a request with an idempotency key: the charge's id is that of the operation */
export async function takeTender(
  services: PaymentServices,
  merchant: Merchant,
  tender: Tender,
  request: Omit<ChargeRequest, 'tokenId'>,
  keyed: Partial<Keyed>,
): Promise<Charge> {
  const { database, charges } = services
  const id = keyed.operationId ?? newId()
  const { id: tenderId, label_key, label } = tender
  const facts = { ...request.facts, tender: { id: tenderId, label_key, label } }
  const booking = { ...request, id, merchantId: merchant.id, facts, order: orderOf(request) }
  try {
    await bookTender(database, { ...booking, keyHash: keyed.keyHash ?? null })
  } catch (error) {
    // An error may hide that the statement had been carried out: what is on record under the id decides.
    const booked = await charges.lookUp(merchant.id, id).catch((cause: unknown) => {
      throw new ApiError('processing_error', { cause })
    })
    if (booked) return booked
    throw error
  }
  return charges.find(merchant.id, id).catch((cause: unknown) => {
    throw new ApiError('processing_error', { cause })
  })
}
