/** Two accounts of the same money: the acquirer's books, and ours. */
import { approves } from '../../src/acquirers/response-codes.ts'
import type { LaneDatabases } from './lane-databases.ts'

export interface Entry {
  readonly reference: string
  readonly kind: 'authorization' | 'sale' | 'capture' | 'void' | 'refund' | 'reversal'
  readonly amount: number
  readonly reversed: boolean
  readonly code: string
  readonly original: string | null
  readonly tokenId: string | null
}

export interface ChargeRow {
  readonly id: string
  readonly state: string
  readonly amount: number
  readonly tip: number
  readonly captured: number
  readonly refunded: number
  readonly reserved: number
  readonly pendingAction: string | null
}

export interface RefundRow {
  readonly id: string
  readonly chargeId: string
  readonly amount: number
  readonly status: string
}

export interface UndecidedRow {
  readonly id: string
  readonly chargeId: string
  readonly kind: string
  readonly state: string
  /** Without the tip. */
  readonly amount: number
}

export interface Books {
  readonly entries: readonly Entry[]
  readonly charges: readonly ChargeRow[]
  readonly refunds: readonly RefundRow[]
  readonly undecided: readonly UndecidedRow[]
}

export async function readBooks({ main, acquirer }: LaneDatabases): Promise<Books> {
  // Types and not interfaces pass as rows; these are read as they are.
  const rows = async <Row>(database: typeof main, text: string) => (await database.query(text)).rows as Row[]
  return {
    entries: await rows<Entry>(
      acquirer,
      `select reference, kind, amount_minor as amount, reversed, response_code as code, original_reference as original,
         instrument_reference as "tokenId"
       from acquirer.transaction`,
    ),
    charges: await rows<ChargeRow>(
      main,
      `select id, state, amount, tip, amount_captured as captured, amount_refunded as refunded,
         refund_reserved as reserved, pending_action as "pendingAction"
       from payments.charge`,
    ),
    refunds: await rows<RefundRow>(main, `select id, charge_id as "chargeId", amount, status from payments.refund`),
    undecided: await readUndecided(main),
  }
}

export async function readUndecided(main: LaneDatabases['main']): Promise<UndecidedRow[]> {
  const { rows } = await main.query(
    `select id, charge_id as "chargeId", kind, state, amount from payments.attempt
     where state in ('prepared', 'unknown')`,
  )
  return rows as UndecidedRow[]
}

export function wasApproved({ code }: Entry): boolean {
  return approves(code)
}

export function stands(entry: Entry): boolean {
  return approves(entry.code) && !entry.reversed
}

export function isPayment({ kind }: Entry): boolean {
  return kind === 'sale' || kind === 'authorization'
}

/** What the acquirer has taken for a charge, refunds deducted. */
function takenByAcquirer(entries: readonly Entry[], chargeId: string): number {
  const standing = entries.filter(
    entry => (entry.reference === chargeId || entry.original === chargeId) && stands(entry),
  )
  const sum = (kind: Entry['kind']) =>
    standing.filter(entry => entry.kind === kind).reduce((total, { amount }) => total + amount, 0)
  return sum('sale') + sum('capture') - sum('refund')
}

const TAKEN = ['captured', 'partially_captured', 'partially_refunded', 'refunded']

function takenByUs({ state, captured, tip, refunded }: ChargeRow): number {
  return TAKEN.includes(state) ? captured + tip - refunded : 0
}

/** @returns where the two accounts differ, charge by charge (oracle 3; contract SBX-9) */
export function compareBooks({ entries, charges, refunds, undecided }: Books): string[] {
  const complaints: string[] = []
  const open = new Set(undecided.map(({ chargeId }) => chargeId))
  const payments = new Map(entries.filter(isPayment).map(entry => [entry.reference, entry]))
  for (const charge of charges) {
    const { id, state } = charge
    if (open.has(id)) continue
    const [theirs, ours] = [takenByAcquirer(entries, id), takenByUs(charge)]
    if (theirs !== ours) complaints.push(`3: charge ${id} (${state}): the acquirer took ${theirs}, we say ${ours}`)
    const payment = payments.get(id)
    const isHeld = payment !== undefined && stands(payment)
    // A charge that was refunded whole before it settled has been undone at the acquirer.
    const shouldBeHeld = ['authorized', ...TAKEN].includes(state) && (state !== 'refunded' || theirs !== ours)
    if (shouldBeHeld && !isHeld) complaints.push(`3: charge ${id} is ${state}, and the acquirer holds nothing`)
    if (isHeld && ['voided', 'declined', 'failed', 'pending'].includes(state)) {
      complaints.push(`3: charge ${id} is ${state}, and the acquirer still holds ${payment.amount}`)
    }
    const given = refunds.filter(({ chargeId, status }) => chargeId === id && status === 'succeeded')
    const sum = given.reduce((total, { amount }) => total + amount, 0)
    if (sum !== charge.refunded)
      complaints.push(`3: charge ${id} shows ${charge.refunded} refunded, its refunds ${sum}`)
    if (charge.reserved !== 0 || charge.pendingAction !== null)
      complaints.push(`4: charge ${id} waits for a ${charge.pendingAction ?? 'refund'} that nobody has in hand`)
  }
  const known = new Set(charges.map(({ id }) => id))
  for (const entry of payments.values()) {
    if (stands(entry) && !known.has(entry.reference) && !open.has(entry.reference))
      complaints.push(`3: the acquirer holds ${entry.amount} under ${entry.reference}, which is no charge of ours`)
  }
  const total = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0)
  if (open.size === 0) {
    const theirs = total([...payments.keys()].map(reference => takenByAcquirer(entries, reference)))
    const ours = total(charges.map(takenByUs))
    if (theirs !== ours) complaints.push(`3: the acquirer's books sum to ${theirs}, ours to ${ours}`)
  }
  return complaints
}
