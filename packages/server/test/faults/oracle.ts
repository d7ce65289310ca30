/** What must be true after every fault, once all has healed and nothing is under way. */
import { compareBooks, isPayment, readBooks, readUndecided, stands, wasApproved } from './books.ts'
import type { Books, Entry, UndecidedRow } from './books.ts'
import { findCards } from './canaries.ts'
import type { Asked, Shop } from './shop.ts'
import { comesTrue } from './waiting.ts'

/** A second try comes after five seconds, and the look around of a new process at its start. */
const QUIET_WITHIN_MS = 60_000

export interface Judged {
  /** The requests to look at. */
  readonly asked: readonly Asked[]
  /** Attempts that the fault itself keeps undecided; none when absent. */
  readonly mayBeOpen?: (attempt: UndecidedRow) => boolean
}

/**
 * Waits until no attempt is undecided, then asks everything.
 * @returns what is wrong, each sentence with the number of the oracle's point
 */
export async function judge(shop: Shop, { asked, mayBeOpen = () => false }: Judged): Promise<string[]> {
  const { databases } = shop.lane
  const open = (undecided: readonly UndecidedRow[]) => undecided.filter(attempt => !mayBeOpen(attempt))
  await comesTrue(async () => open(await readUndecided(databases.main)).length === 0, QUIET_WITHIN_MS, 100)
  const books = await readBooks(databases)
  return [
    ...open(books.undecided).map(({ id, kind, state }) => `4: the ${kind} ${id} is still ${state}`),
    ...asked.flatMap(one => judgeExecution(books.entries, one)),
    ...judgeTokens(books.entries, asked),
    ...compareBooks(books),
    ...(await judgePromises(shop, books, asked)),
    ...(await findCards(shop.lane)),
  ]
}

/** What the acquirer has booked for a request. */
export function bookedFor(entries: readonly Entry[], { wish }: Asked): Entry[] {
  const { operation, total, chargeId, refundId } = wish
  switch (operation) {
    case 'token':
      return []
    case 'charge':
    case 'authorize':
      return entries.filter(entry => isPayment(entry) && entry.amount === total)
    case 'capture':
      return entries.filter(entry => entry.kind === 'capture' && entry.original === chargeId)
    case 'refund':
      return entries.filter(
        ({ kind, original, amount }) => kind === 'refund' && original === chargeId && amount === total,
      )
    case 'void':
      return entries.filter(entry => entry.kind === 'void' && entry.original === chargeId)
    case 'cancel':
      return entries.filter(entry => entry.kind === 'void' && entry.original === refundId)
  }
}

/** Oracle 1, and what an answer says about the acquirer's books. */
function judgeExecution(entries: readonly Entry[], asked: Asked): string[] {
  const { wish, answers, final } = asked
  const { operation, total } = wish
  const booked = bookedFor(entries, asked)
  const approved = booked.filter(wasApproved)
  const standing = approved.filter(stands)
  const name = `the ${operation} of ${total}${wish.key === undefined ? ' without a key' : ''}`
  const complaints: string[] = []
  if (standing.length > 1) complaints.push(`1: ${name} stands ${standing.length} times in the acquirer's books`)
  if (approved.length > 1) complaints.push(`1: ${name} was approved under ${approved.length} references`)
  if (operation === 'token') return final ? [] : [...complaints, `2: ${name} was never answered`]
  const words = answers.map(({ status, body }) => (body.error?.code ?? status) as string | number)
  const told = words.filter((word, index) => word !== words[index - 1]).join(', ')
  if (!final) return wish.key === undefined ? complaints : [...complaints, `2: ${name} never came to an end: ${told}`]
  const isCharge = operation === 'charge' || operation === 'authorize'
  const isDone = approved.length > 0
  if (final.status === 200 && !isDone && final.body.status !== 'pending')
    complaints.push(`2: ${name} was answered ${told}, and the acquirer has not done it`)
  const isRefused = final.status < 500 ? final.status >= 400 : final.status === 502 || final.status === 503
  if (isRefused && (isCharge ? standing.length : approved.length) > 0)
    complaints.push(`1: ${name} was answered ${told}, and stands in the acquirer's books`)
  // From a 504 on a charge can no longer succeed (contract CHG-25).
  if (isCharge && answers.some(({ status }) => status === 504) && (final.status === 200 || standing.length > 0))
    complaints.push(`1: ${name} was answered ${told}, and has been charged`)
  return complaints
}

/** Of two charges with one single-pay token one can stand (contract IDM-14). */
function judgeTokens(entries: readonly Entry[], asked: readonly Asked[]): string[] {
  const sources = asked.filter(({ wish }) => wish.path === '/v1/charges' && !wish.body.stored_credentials)
  const tokens = new Set(sources.map(({ wish }) => wish.body.source as string))
  return [...tokens].flatMap(token => {
    const standing = entries.filter(entry => isPayment(entry) && entry.tokenId === token && stands(entry))
    return standing.length > 1 ? [`1: one single-pay token has paid ${standing.length} times`] : []
  })
}

/** Oracle 2: what was promised is there, and shows. */
async function judgePromises(shop: Shop, books: Books, asked: readonly Asked[]): Promise<string[]> {
  const kept = asked.filter(({ final }) => final?.status === 200)
  const complaints = await Promise.all(kept.map(one => judgePromise(shop, books, one)))
  return complaints.flat()
}

/** Members of a charge that nothing changes. */
const LASTING = ['id', 'amount', 'tip_amount', 'currency', 'created', 'order', 'ref_num', 'auth_code'] as const

async function judgePromise(shop: Shop, { refunds }: Books, { wish, final }: Asked): Promise<string[]> {
  const promised = final!.body
  const complaints: string[] = []
  const missing = (what: string) => complaints.push(`2: the ${wish.operation} ${promised.id} ${what}`)
  if (wish.operation === 'token') {
    if ((await shop.read(`/v1/tokens/${promised.id}`)).status !== 200) missing('is gone')
    return complaints
  }
  const charge = await shop.read(`/v1/charges/${wish.chargeId ?? promised.id}`)
  if (charge.status !== 200) return [`2: the charge of the ${wish.operation} ${promised.id} is gone`]
  switch (wish.operation) {
    case 'charge':
    case 'authorize':
    case 'capture':
      for (const member of LASTING) if (charge.body[member] !== promised[member]) missing(`has lost its ${member}`)
      if (!charge.body.paid && charge.body.state !== 'voided') missing(`is ${charge.body.state}`)
      if (promised.captured && charge.body.amount_captured !== promised.amount_captured)
        missing('is not captured as told')
      break
    case 'refund':
    case 'void': {
      const refund = await shop.read(`/v1/refunds/${promised.id}`)
      const isKnown = refund.status === 200 && refund.body.amount === promised.amount
      if (!isKnown) missing('is gone')
      else if (promised.status === 'succeeded' && !['succeeded', 'canceled'].includes(refund.body.status))
        missing(`is ${refund.body.status}`)
      break
    }
    case 'cancel':
      if (refunds.find(({ id }) => id === wish.refundId)?.status !== 'canceled') missing('has not canceled the refund')
  }
  return complaints
}
