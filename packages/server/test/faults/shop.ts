/** A shop that does not give up: with a key it repeats its request until it knows, without one it asks once. */
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { SandboxFacts } from '../../src/platform/index.ts'
import type { Lane } from './lane.ts'
import { AMEX_CODE, CARDS, NAME } from './canaries.ts'
import type { Seeded } from './seeded.ts'

// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Json = any

export interface Answer {
  readonly status: number
  readonly isReplayed: boolean
  readonly body: Json
}

export type Operation = 'token' | 'charge' | 'authorize' | 'capture' | 'refund' | 'void' | 'cancel'

export interface Wish {
  readonly operation: Operation
  readonly path: string
  readonly body: Readonly<Record<string, unknown>>
  /** The idempotency key. */
  readonly key?: string
  /** What the acquirer is to move or hold, with the tip. */
  readonly total: number
  /** Charge, and of a cancel the refund, that it is about. */
  readonly chargeId?: string
  readonly refundId?: string
}

/** A request and what the shop was told. */
export interface Asked {
  readonly wish: Wish
  readonly answers: Answer[]
  /** The last answer; absent when it never came. */
  final?: Answer
}

/** The acquirer approves after 80 % of its time (contract 19.3). */
export const SLOW_AMOUNT = 91_000_012
/** Room for a slow capture or refund, and ordinary itself. */
export const LARGE_AMOUNT = 91_500_000

const INSIST_MS = 90_000
const ANSWER_WITHIN_MS = 15_000
const FIRST_TIME = { sequence: 'FIRST', initiator: 'CARDHOLDER' }

export class Shop {
  readonly lane: Lane
  readonly asked: Asked[] = []

  constructor(lane: Lane) {
    this.lane = lane
  }

  async token(random: Seeded, isMultipay = false): Promise<string> {
    return bodyOf(await this.ask(tokenWish(random, isMultipay))).id as string
  }

  /** A charge of an amount; the tip makes its total one of a kind. */
  async chargeWish(
    random: Seeded,
    { amount = 100_000, capture = true, isKeyed = true, isMultipay = false, source = undefined as string | undefined },
  ): Promise<Wish> {
    // No two test amounts become one by it, since they differ in their last two digits.
    const tip_amount = 100 * this.lane.nextNumber()
    const token = source ?? (await this.token(random, isMultipay))
    const stored_credentials = isMultipay ? FIRST_TIME : undefined
    const body = { amount, tip_amount, currency: 'usd', source: token, capture, stored_credentials }
    const key = isKeyed ? randomUUID() : undefined
    const operation = capture ? 'charge' : 'authorize'
    return { operation, path: '/v1/charges', body, key, total: amount + tip_amount }
  }

  /** Asks, and with a key again and again until the answer is a result or a refusal. */
  async ask(wish: Wish, factsOf: () => SandboxFacts = () => this.lane.facts): Promise<Asked> {
    const asked: Asked = { wish, answers: [] }
    this.asked.push(asked)
    const deadline = performance.now() + INSIST_MS
    while (performance.now() < deadline) {
      const answer = await send(factsOf(), wish).catch(() => undefined)
      if (answer) asked.answers.push(answer)
      if (wish.key === undefined || (answer && isResult(answer))) {
        asked.final = answer
        break
      }
      await sleep(answer ? 150 : 40)
    }
    return asked
  }

  read(path: string): Promise<Answer> {
    return call(this.lane.facts, 'GET', path)
  }
}

export function captureWish(charge: Json, isKeyed: boolean, amount?: number): Wish {
  const { id: chargeId, amount: authorized, tip_amount } = charge as { id: string; amount: number; tip_amount: number }
  const total = (amount ?? authorized) + tip_amount
  const key = isKeyed ? randomUUID() : undefined
  return { operation: 'capture', path: `/v1/charges/${chargeId}/capture`, body: { amount }, key, total, chargeId }
}

/** @param amount a part; the whole, which is a void, when absent */
export function refundWish(charge: Json, isKeyed: boolean, amount?: number): Wish {
  const { id: chargeId, amount: taken, tip_amount } = charge as { id: string; amount: number; tip_amount: number }
  const key = isKeyed ? randomUUID() : undefined
  const operation = amount === undefined ? 'void' : 'refund'
  const total = amount ?? taken + tip_amount
  return { operation, path: '/v1/refunds', body: { charge: chargeId, amount }, key, total, chargeId }
}

export function cancelWish(refund: Json, isKeyed: boolean): Wish {
  const { id: refundId, charge: chargeId, amount: total } = refund as { id: string; charge: string; amount: number }
  const key = isKeyed ? randomUUID() : undefined
  return { operation: 'cancel', path: `/v1/refunds/${refundId}/cancel`, body: {}, key, total, chargeId, refundId }
}

/** No key is honoured for tokens: the shop makes another one. */
export function tokenWish(random: Seeded, multipay: boolean): Wish {
  const number = random.pick(CARDS)
  const cvv = number.startsWith('3') ? AMEX_CODE : '123'
  const card = { number, exp_month: '12', exp_year: '2030', cvv, name: NAME }
  return { operation: 'token', path: '/v1/tokens', body: { card, multipay }, key: randomUUID(), total: 0 }
}

/** @throws when what a run begins with did not succeed */
export function bodyOf({ wish, answers, final }: Asked): Json {
  if (final?.status === 200) return final.body
  throw new Error(`The ${wish.operation} that this run begins with failed: ${JSON.stringify(answers.at(-1))}`)
}

/** A 5xx but 502 says that it is not over, and so does a key whose first request is still at work. */
function isResult({ status, body }: Answer): boolean {
  if (status === 409) return body.error.code !== 'idempotency_key_in_use'
  return status < 500 || status === 502
}

export function send(facts: SandboxFacts, { path, body, key, operation }: Wish): Promise<Answer> {
  const headers = operation === 'token' ? { apikey: facts.publicKey } : undefined
  return call(facts, 'POST', path, body, { ...headers, ...(key === undefined ? {} : { 'idempotency-key': key }) })
}

async function call(
  { urls, accessToken }: SandboxFacts,
  method: string,
  path: string,
  body?: object,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const response = await fetch(urls.ecommerce + path, {
    method,
    headers: { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json', ...headers },
    body: body && JSON.stringify(body),
    signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
  })
  const isReplayed = response.headers.get('idempotent-replayed') === 'true'
  return { status: response.status, isReplayed, body: await response.json() }
}
