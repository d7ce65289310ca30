/** Proves that ledger, charges, attempts and the acquirer's books agree, and names what does not. */
import type { Database } from '../../database/index.ts'

/** A transaction in the acquirer's books. */
export interface BookedTransaction {
  readonly kind: string
  /** With tip, in minor units. */
  readonly amountMinor: number
  readonly responseCode: string
  readonly reversed: boolean
  readonly reference: string
  readonly originalReference: string | null
}

export interface ReconcileOptions {
  readonly database: Database
  /** The whole books of a merchant; absent where the acquirer shows none. */
  readonly books?: (merchantId: string) => Promise<readonly BookedTransaction[]>
}

export interface Difference {
  readonly merchantId: string
  readonly chargeId: string
  readonly problem: string
}

export interface Reconciliation {
  readonly charges: number
  readonly transfers: number
  /** Of all entries; anything but 0 is a difference of its own. */
  readonly sumMinor: number
  /** Attempts whose outcome is not known yet: their charges are left out of the comparison with the books. */
  readonly undecided: number
  readonly differences: readonly Difference[]
}

interface ChargeRow {
  readonly id: string
  /** Taken from the cardholder by the charge's own record, less what was given back. */
  readonly byCharge: number
  readonly byLedger: number
  /** The part of it that went through an acquirer, and so stands in an acquirer's books. */
  readonly byAcquirer: number
  readonly undecided: number
}

// A charge that was voided before its capture shows as refunded what it never took.
const CHARGES = `
  select c.id,
    case when c.state = 'voided' or c.amount_captured = 0 then 0
      else c.amount_captured + c.tip - c.amount_refunded end as "byCharge",
    coalesce(l.balance, 0)::bigint as "byLedger", coalesce(l.acquirer_balance, 0)::bigint as "byAcquirer", coalesce(a.undecided, 0)::int as undecided
  from payments.charge c
  left join (
    select charge_id, sum(amount) as balance,
      sum(amount) filter (where account = 'acquirer_receivable') as acquirer_balance
    from payments.ledger_entry
    where merchant_id = $1 and account in ('acquirer_receivable', 'tender_receivable') group by charge_id
  ) l on l.charge_id = c.id
  left join (
    select charge_id, count(*) as undecided from payments.attempt
    where merchant_id = $1 and state in ('prepared', 'unknown') group by charge_id
  ) a on a.charge_id = c.id
  where c.merchant_id = $1`

/** Movements without an attempt that made them, and attempts that made a movement which is not there. */
const ATTEMPTS = `
  select coalesce(t.charge_id, a.charge_id) as "chargeId",
    case when a.id is null then 'transfer ' || t.id || ' has no approved attempt'
      else 'approved attempt ' || a.id || ' has no transfer' end as problem
  from (select * from payments.ledger_transfer where merchant_id = $1) t
  full join (
    select a.id, a.charge_id from payments.attempt a
    join payments.charge c on c.merchant_id = a.merchant_id and c.id = a.charge_id
    where a.merchant_id = $1 and a.state = 'approved' and c.state <> 'declined'
      and (a.kind in ('tender', 'capture', 'refund', 'refund_void') or (a.kind = 'authorize' and a.capture)
        or (a.kind = 'void' and c.amount_captured > 0))
  ) a on a.id = t.id
  where a.id is null or t.id is null`

/** Looks at every merchant, or at one. */
export async function reconcile(options: ReconcileOptions, merchantId?: string): Promise<Reconciliation> {
  const { database } = options
  const { rows: merchants } = await database.query<{ id: string }>(
    `select distinct merchant_id as id from payments.attempt where $1::text is null or merchant_id = $1 order by 1`,
    [merchantId ?? null],
  )
  const parts: Reconciliation[] = []
  for (const { id } of merchants) parts.push(await reconcileMerchant(options, id))
  const sum = (of: (part: Reconciliation) => number) => parts.reduce((total, part) => total + of(part), 0)
  return {
    charges: sum(part => part.charges),
    transfers: sum(part => part.transfers),
    sumMinor: sum(part => part.sumMinor),
    undecided: sum(part => part.undecided),
    differences: parts.flatMap(part => part.differences),
  }
}

async function reconcileMerchant({ database, books }: ReconcileOptions, merchantId: string): Promise<Reconciliation> {
  const { rows: charges } = await database.query<ChargeRow & Record<string, unknown>>(CHARGES, [merchantId])
  const { rows: unmatched } = await database.query<{ chargeId: string; problem: string }>(ATTEMPTS, [merchantId])
  const { rows: totals } = await database.query<{ transfers: number; sum: number }>(
    `select count(*)::int / 2 as transfers, coalesce(sum(amount), 0)::bigint as sum
     from payments.ledger_entry where merchant_id = $1`,
    [merchantId],
  )
  const found: Omit<Difference, 'merchantId'>[] = [...unmatched]
  for (const { id, byCharge, byLedger } of charges) {
    if (byCharge === byLedger) continue
    found.push({ chargeId: id, problem: `the charge says ${byCharge}, the ledger ${byLedger}` })
  }
  if (books) found.push(...compareWithBooks(charges, balances(await books(merchantId))))
  const { transfers, sum: sumMinor } = totals[0]!
  return {
    charges: charges.length,
    transfers,
    sumMinor,
    undecided: charges.reduce((total, { undecided }) => total + undecided, 0),
    differences: found.map(difference => ({ merchantId, ...difference })),
  }
}

function compareWithBooks(
  charges: readonly ChargeRow[],
  booked: ReadonlyMap<string, number>,
): Omit<Difference, 'merchantId'>[] {
  const found: Omit<Difference, 'merchantId'>[] = []
  const known = new Set<string>()
  for (const { id, byAcquirer, undecided } of charges) {
    known.add(id)
    const byBooks = booked.get(id) ?? 0
    if (undecided > 0 || byBooks === byAcquirer) continue
    found.push({ chargeId: id, problem: `the ledger says ${byAcquirer}, the acquirer's books ${byBooks}` })
  }
  for (const [id, byBooks] of booked) {
    if (byBooks !== 0 && !known.has(id))
      found.push({ chargeId: id, problem: `no such charge; the acquirer's books say ${byBooks}` })
  }
  return found
}

const APPROVED = ['00', '08', '11']

/** What stands in the books for each authorization or sale, less what was given back. */
function balances(transactions: readonly BookedTransaction[]): ReadonlyMap<string, number> {
  const balance = new Map<string, number>()
  for (const { kind, amountMinor, responseCode, reversed, reference, originalReference } of transactions) {
    if (reversed || !APPROVED.includes(responseCode)) continue
    const sign = kind === 'sale' || kind === 'capture' ? 1 : kind === 'refund' ? -1 : 0
    const id = originalReference ?? reference
    if (sign !== 0) balance.set(id, (balance.get(id) ?? 0) + sign * amountMinor)
  }
  return balance
}
