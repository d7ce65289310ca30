/** Browser sessions: who is signed in, for 30 minutes without use and 12 hours at most (PCI DSS 8.2.8). */
import type { Database } from '../../../database/index.ts'
import type { SecretHash } from '../../credentials/secret-hash.ts'

export const IDLE_MINUTES = 30
export const LIFETIME_HOURS = 12

/** An employee for whom a session acts. */
export interface SignedIn {
  readonly merchantId: string
  readonly merchantName: string
  readonly employeeId: string
  readonly employeeName: string
}

/** One merchant at a time, so each row is a transaction of its own. */
export async function insertSession(
  database: Database,
  sessionHash: SecretHash,
  employees: readonly { readonly merchantId: string; readonly employeeId: string }[],
): Promise<void> {
  for (const { merchantId, employeeId } of employees) {
    await database.query(
      'insert into platform.browser_session (merchant_id, session_hash, employee_id) values ($1, $2, $3)',
      [merchantId, sessionHash, employeeId],
    )
  }
}

/**
 * Finds a session and notes that it is in use.
 * @returns several employees as long as none has been chosen; none when the session is unknown or over
 */
export async function useSession(database: Database, sessionHash: SecretHash): Promise<readonly SignedIn[]> {
  const { rows } = await database.query<{
    merchant_id: string
    merchant_name: string
    employee_id: string
    employee_name: string
  }>(
    `update platform.browser_session s set last_used_at = now()
       from platform.employee e, platform.merchant m
      where s.session_hash = $1
        and s.last_used_at > now() - make_interval(mins => $2) and s.created_at > now() - make_interval(hours => $3)
        and e.merchant_id = s.merchant_id and e.id = s.employee_id and m.id = s.merchant_id and m.active
      returning s.merchant_id, m.name as merchant_name, s.employee_id, e.name as employee_name`,
    [sessionHash, IDLE_MINUTES, LIFETIME_HOURS],
  )
  return rows
    .map(row => ({
      merchantId: row.merchant_id,
      merchantName: row.merchant_name,
      employeeId: row.employee_id,
      employeeName: row.employee_name,
    }))
    .sort((a, b) => a.merchantName.localeCompare(b.merchantName))
}

/** From now on the session acts for this merchant only. */
export async function chooseMerchant(database: Database, sessionHash: SecretHash, merchantId: string): Promise<void> {
  await database.query('delete from platform.browser_session where session_hash = $1 and merchant_id <> $2', [
    sessionHash,
    merchantId,
  ])
}

export async function endSession(database: Database, sessionHash: SecretHash): Promise<void> {
  await database.query('delete from platform.browser_session where session_hash = $1', [sessionHash])
}
