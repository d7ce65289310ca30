/** Signing in with e-mail address and password; ten guesses, then none for half an hour (PCI DSS 8.3.4). */
import type { Database } from '../../../database/index.ts'
import { matchesPassword } from '../../credentials/password.ts'

export const GUESSES = 10
export const LOCK_MINUTES = 30

/** An address may belong to employees of several merchants; each is a password to compute. */
const MOST_EMPLOYEES = 20

export interface Employee {
  readonly merchantId: string
  readonly employeeId: string
}

/** @returns every employee whose password it is: none for a wrong one, an unknown address or a locked account */
export async function signIn(database: Database, email: string, password: string): Promise<readonly Employee[]> {
  const { rows } = await database.query<{ merchant_id: string; id: string; password_hash: string | null }>(
    `select e.merchant_id, e.id, e.password_hash
       from platform.employee e join platform.merchant m on m.id = e.merchant_id and m.active
      where e.email = $1 order by e.merchant_id limit $2`,
    [email.trim().toLowerCase(), MOST_EMPLOYEES],
  )
  // An address that nobody has takes as long as one that somebody has.
  if (rows.length === 0) await matchesPassword(password, undefined)
  const signedIn: Employee[] = []
  for (const row of rows) {
    const employee = { merchantId: row.merchant_id, employeeId: row.id }
    const mayGuess = await countGuess(database, employee)
    const matches = await matchesPassword(password, mayGuess ? row.password_hash : undefined)
    if (!matches) continue
    await forgetGuesses(database, employee)
    signedIn.push(employee)
  }
  return signedIn
}

/**
 * Counts before the password is looked at: many guesses that arrive at once get no more tries than one after another.
 * @returns false while the account is locked
 */
async function countGuess(database: Database, { merchantId, employeeId }: Employee): Promise<boolean> {
  const { rows } = await database.query<{ attempts: number }>(
    `insert into platform.sign_in_attempt as a (merchant_id, employee_id, attempts) values ($1, $2, 1)
     on conflict (merchant_id, employee_id) do update set
       attempts = case when a.locked_until <= now() then 1 else a.attempts + 1 end,
       locked_until = case
         when a.locked_until <= now() then null
         when a.locked_until is null and a.attempts + 1 >= $3 then now() + make_interval(mins => $4)
         else a.locked_until
       end
     returning attempts`,
    [merchantId, employeeId, GUESSES, LOCK_MINUTES],
  )
  return rows[0]!.attempts <= GUESSES
}

async function forgetGuesses(database: Database, { merchantId, employeeId }: Employee): Promise<void> {
  await database.query('delete from platform.sign_in_attempt where merchant_id = $1 and employee_id = $2', [
    merchantId,
    employeeId,
  ])
}

/**
 * The employee as whom a sandbox is used without a password: the first one of a merchant.
 * @param merchantId the sandbox's own merchant when absent
 */
export async function findFirstEmployee(
  database: Database,
  merchantId: string | undefined,
): Promise<(Employee & { readonly merchantName: string }) | undefined> {
  const { rows } = await database.query<{ merchant_id: string; id: string; merchant_name: string }>(
    `select e.merchant_id, e.id, m.name as merchant_name
       from platform.employee e join platform.merchant m on m.id = e.merchant_id and m.active
      where e.merchant_id = coalesce($1, (select s.merchant_id from platform.sandbox s))
      order by e.created_at, e.id limit 1`,
    [merchantId ?? null],
  )
  const row = rows[0]
  return row && { merchantId: row.merchant_id, employeeId: row.id, merchantName: row.merchant_name }
}
