/**
 * SQL for the time of the merchant `$1`: the database's, moved in the sandbox by the merchant's clock (contract SBX-6).
 * For what a merchant sees or waits for; leases, deadlines and retries of our own go by `now()`.
 */
export const MERCHANT_NOW = `(now() + coalesce(
  (select offset_ms from sandbox.merchant_clock where merchant_id = $1), 0) * interval '1 millisecond')`

/** The same in whole milliseconds, as the API shows times. */
export const MERCHANT_NOW_MS = `date_trunc('milliseconds', ${MERCHANT_NOW})`
