import type { Databases } from '../database/index.ts'

/** What a merchant makes, by the role that may remove it. The ledger is closed to all but its owner. */
const TABLES = {
  services: [
    'payments.idempotency_record',
    'payments.attempt',
    'payments.refund',
    'payments."order"',
    'payments.charge',
  ],
  vault: ['vault.verification_code', 'vault.send', 'vault.gift_card_token', 'vault.elements_session', 'vault.token'],
} as const

/** Removes charges, orders, refunds and tokens of a merchant, in the sandbox only (contract 19.7). */
export async function resetMerchant(databases: Databases, merchantId: string): Promise<void> {
  for (const [part, tables] of Object.entries(TABLES)) {
    const database = databases[part as keyof typeof TABLES]
    for (const table of tables) await database.query(`delete from ${table} where merchant_id = $1`, [merchantId])
  }
  await databases.jobs.asOwner('delete from payments.ledger_transfer where merchant_id = $1', [merchantId])
}
