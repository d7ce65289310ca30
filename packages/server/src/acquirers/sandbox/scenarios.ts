import { faultOfRow } from './amounts.ts'
import type { Database } from '../../database/index.ts'
import type { Fault } from './amounts.ts'
import type { FollowUps } from './decision.ts'

const NOTE_MESSAGE = `
  insert into acquirer.scenario (merchant_id, reference, fault, follow_ups) values ($1, $2, $3, $4)
  on conflict (merchant_id, reference) do update set repeats = scenario.repeats + 1
  returning repeats`

const NOTE_REVERSAL = `
  update acquirer.scenario set repeats = repeats + 1 where merchant_id = $1 and reference = $2
  returning fault, repeats`

const NOTE_INQUIRY = `
  update acquirer.scenario set inquiries = inquiries + 1 where merchant_id = $1 and reference = $2
  returning fault, inquiries`

const FOLLOW_UPS = `select follow_ups as "followUps" from acquirer.scenario where merchant_id = $1 and reference = $2`

// The first charge claims the place; the same charge sent again finds itself there.
const CLAIM_FIRST_CHARGE = `
  insert into acquirer.first_charge (merchant_id, instrument_reference, reference) values ($1, $2, $3)
  on conflict (merchant_id, instrument_reference) do update set reference = first_charge.reference
  returning reference`

/** What the simulation remembers of messages that do not run the ordinary way; ordinary ones leave nothing here. */
export class Scenarios {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  /**
   * Notes that a message with a fault or with consequences has arrived.
   * @returns how often it had arrived, or been reversed, before
   */
  async noteMessage(
    merchantId: string,
    reference: string,
    fault: Fault | undefined,
    followUps: FollowUps | undefined,
  ): Promise<number> {
    const values = [merchantId, reference, fault?.row ?? null, followUps ?? null]
    const { rows } = await this.#database.query<{ repeats: number }>(NOTE_MESSAGE, values)
    return rows[0]!.repeats
  }

  /** Notes that a message is to be reversed, and tells whether the acquirer answers that. */
  async answersReversal(merchantId: string, originalReference: string): Promise<boolean> {
    const { rows } = await this.#database.query<{ fault: number | null; repeats: number }>(NOTE_REVERSAL, [
      merchantId,
      originalReference,
    ])
    const noted = rows[0]
    return noted === undefined || answersRepeat(faultOfRow(noted.fault), noted.repeats)
  }

  /** Notes that the outcome of a message was asked for, and tells whether the acquirer answers that. */
  async answersInquiry(merchantId: string, reference: string): Promise<boolean> {
    const { rows } = await this.#database.query<{ fault: number | null; inquiries: number }>(NOTE_INQUIRY, [
      merchantId,
      reference,
    ])
    const noted = rows[0]
    switch (faultOfRow(noted?.fault ?? null)?.inquiry) {
      case 'unanswered':
        return false
      case 'answered_later':
        return noted!.inquiries > 1
      default:
        return true
    }
  }

  /** What the card of an authorization asks for on refunds and voids (contract 19.2). */
  async followUps(merchantId: string, originalReference: string): Promise<FollowUps | null> {
    const { rows } = await this.#database.query<{ followUps: FollowUps | null }>(FOLLOW_UPS, [
      merchantId,
      originalReference,
    ])
    return rows[0]?.followUps ?? null
  }

  async isFirstCharge(merchantId: string, instrumentReference: string, reference: string): Promise<boolean> {
    const { rows } = await this.#database.query<{ reference: string }>(CLAIM_FIRST_CHARGE, [
      merchantId,
      instrumentReference,
      reference,
    ])
    return rows[0]!.reference === reference
  }
}

/** @param repeats how often the message was repeated or reversed, this time included */
export function answersRepeat(fault: Fault | undefined, repeats: number): boolean {
  return repeats > (fault?.unansweredRepeats ?? 0)
}
