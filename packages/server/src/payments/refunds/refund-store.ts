/** The refunds' SQL for reading; what writes them stands in refund-attempts.ts. */
import type { Database } from '../../database/index.ts'
import { ApiError } from '../../http/errors.ts'
import type { PageRequest } from '../../http/lists.ts'
import { CHARGE_COLUMNS } from '../charges/charge-store.ts'
import type { Refund, RefundableCharge } from './refund.ts'

export const REFUND_COLUMNS = `
  merchant_id as "merchantId", id, (extract(epoch from created_at) * 1000)::bigint as created, charge_id as "chargeId",
  amount, currency, status, type, reason, metadata, external_reference_id as "externalReferenceId", outcome,
  cancel_id as "cancelId"`

export class RefundStore {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  /** @throws ApiError `resource_missing`, for another merchant's refund too (contract GEN-23) */
  async find(merchantId: string, id: string): Promise<Refund> {
    const refund = await this.look(merchantId, id)
    if (!refund) throw new ApiError('resource_missing')
    return refund
  }

  async look(merchantId: string, id: string): Promise<Refund | undefined> {
    const { rows } = await this.#database.query<Refund>({
      name: 'find-refund',
      text: `select ${REFUND_COLUMNS} from payments.refund where merchant_id = $1 and id = $2`,
      values: [merchantId, id],
    })
    return rows[0]
  }

  /** @throws ApiError `resource_missing`, param `charge`, for another merchant's charge too */
  async findCharge(merchantId: string, chargeId: string): Promise<RefundableCharge> {
    const { rows } = await this.#database.query<RefundableCharge>({
      name: 'find-refundable-charge',
      text: `select ${CHARGE_COLUMNS}, refund_reserved as "refundReserved",
               (extract(epoch from coalesce(captured_at, created_at)) * 1000)::bigint as "takenAt"
             from payments.charge where merchant_id = $1 and id = $2`,
      values: [merchantId, chargeId],
    })
    if (!rows[0]) throw new ApiError('resource_missing', { param: 'charge' })
    return rows[0]
  }

  /**
   * One row more than the page holds, so that the caller knows whether more exists.
   * @throws ApiError `resource_missing` for a cursor that is unknown or of another merchant (contract LST-2)
   */
  async list(merchantId: string, page: PageRequest, filter: { readonly charge?: string }): Promise<Refund[]> {
    const values: unknown[] = [merchantId]
    const value = (given: unknown) => `$${values.push(given)}`
    const conditions = ['merchant_id = $1']
    for (const { operator, timeMs } of page.created) {
      conditions.push(`created_at ${operator} to_timestamp(${value(timeMs)}::double precision / 1000)`)
    }
    if (filter.charge !== undefined) conditions.push(`charge_id = ${value(filter.charge)}`)
    if (page.cursor !== undefined) {
      const cursor = await this.#cursor(merchantId, page)
      conditions.push(
        `(created_at, id) ${page.backwards ? '>' : '<'} (${value(cursor)}::timestamptz, ${value(page.cursor)})`,
      )
    }
    const direction = page.backwards ? 'asc' : 'desc'
    const { rows } = await this.#database.query<Refund>(
      `select ${REFUND_COLUMNS} from payments.refund where ${conditions.join(' and ')}
       order by created_at ${direction}, id ${direction} limit ${value(page.limit + 1)}`,
      values,
    )
    return rows
  }

  async #cursor(merchantId: string, page: PageRequest): Promise<string> {
    const { rows } = await this.#database.query<{ at: string }>(
      'select created_at::text as at from payments.refund where merchant_id = $1 and id = $2',
      [merchantId, page.cursor],
    )
    if (!rows[0]) throw new ApiError('resource_missing', { param: page.cursorParam })
    return rows[0].at
  }
}
