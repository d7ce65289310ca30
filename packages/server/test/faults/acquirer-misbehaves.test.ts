/** F7 and F8: an acquirer that is late, silent, garbled or double, against a real server whose jobs run (contract 19.3). */
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { readBooks, stands } from './books.ts'
import { Lane } from './lane.ts'
import { bookedFor, judge } from './oracle.ts'
import { Seeded } from './seeded.ts'
import { bodyOf, captureWish, LARGE_AMOUNT, refundWish, send, Shop } from './shop.ts'
import type { Answer, Asked, Wish } from './shop.ts'
import { comesTrue } from './waiting.ts'

/** Long enough that a busy machine is not taken for a slow acquirer. */
const TIMES = { TREFOIL_ACQUIRER_TIMEOUT_MS: '2500', TREFOIL_INQUIRY_BUDGET_MS: '1000' }

type Expected = readonly [answer: number | 'pending', end: string]

interface Row {
  readonly charge: Expected
  readonly capture: Expected
  readonly refund: Expected
}

const DONE: Row = { charge: [200, 'captured'], capture: [200, 'captured'], refund: [200, 'succeeded'] }
const UNKNOWN: Row = { charge: [504, 'failed'], capture: [504, 'captured'], refund: ['pending', 'succeeded'] }

/** Contract 19.3, by the last two digits of the amount. 14 is never decided, and looked at alone. */
const ROWS: Readonly<Record<number, Row>> = {
  1: { charge: [503, 'none'], capture: [503, 'authorized'], refund: [503, 'none'] },
  2: UNKNOWN,
  3: DONE,
  4: { charge: [402, 'declined'], capture: [402, 'authorized'], refund: [402, 'failed'] },
  5: UNKNOWN,
  6: UNKNOWN,
  7: DONE,
  8: DONE,
  9: UNKNOWN,
  10: UNKNOWN,
  11: DONE,
  12: DONE,
  13: UNKNOWN,
  15: { charge: [504, 'declined'], capture: [504, 'authorized'], refund: ['pending', 'failed'] },
}
const NEVER_DECIDED: Row = {
  charge: [504, 'pending'],
  capture: [504, 'authorized'],
  refund: ['pending', 'pending'],
}

type Played = Asked & { readonly row: number; readonly kind: keyof Row }

let lane: Lane
let shop: Shop
let played: Played[]

beforeAll(async () => {
  lane = await Lane.open(inject('databaseServerUrl'), TIMES)
  shop = new Shop(lane)
  const random = new Seeded(1)
  const rows = [...Object.keys(ROWS), 14].map(Number)
  played = (await Promise.all(rows.map(row => play(row, random)))).flat()
  const isDecided = async () => {
    await hurry()
    return (await readBooks(lane.databases)).undecided.every(isOfRow14)
  }
  expect(await comesTrue(isDecided, 90_000, 250)).toBe(true)
}, 240_000)

afterAll(() => lane.close())

test.each(Object.keys(ROWS).map(Number))(
  'F7, CHG-24 to CHG-28, SBX-9: amount 910000%i ends as contract 19.3 says',
  row => expectRow(row, ROWS[row]!),
)

test('F7, CHG-29: amount 91000014 stays undecided, and nothing is done twice meanwhile', () =>
  expectRow(14, NEVER_DECIDED))

test('F7, CHG-29: amount 91000013 is pressed on with until the third message, which is answered', async () => {
  const { rows } = await lane.databases.main.query<{ tries: number }>(
    'select tries from payments.attempt where amount = 91000013',
  )
  expect(rows).toHaveLength(3)
  // On a busy machine the third answer may come too late.
  for (const { tries } of rows) expect(tries).toBeGreaterThanOrEqual(3)
})

test('F7, SBX-9: the books agree, nothing was done twice, and no card is found anywhere', async () => {
  const asked = [...shop.asked, ...played.filter(({ row }) => row !== 14)]
  expect(await judge(shop, { asked, mayBeOpen: isOfRow14 })).toEqual([])
})

test('F8, CHG-24: an approval whose answer was lost is found, once, and not reversed', async () => {
  const { entries } = await readBooks(lane.databases)
  const [sale] = bookedFor(entries, playedOf(3, 'charge'))
  expect(sale && stands(sale)).toBe(true)
  expect(entries.filter(({ original }) => original === sale!.reference)).toEqual([])
})

test('F8, CHG-25: an approval that nobody can find is reversed, once', async () => {
  const { entries } = await readBooks(lane.databases)
  const booked = bookedFor(entries, playedOf(2, 'charge'))
  expect(booked).toMatchObject([{ reversed: true }])
  expect(entries.filter(({ original }) => original === booked[0]!.reference)).toMatchObject([{ kind: 'reversal' }])
})

test('F8, CHG-26, CHG-28: whoever repeats the request with its key is told how it ended, and nothing moves again', async () => {
  const before = (await readBooks(lane.databases)).entries.length
  const statuses = async (row: number) => {
    const answers = await Promise.all([playedOf(row, 'charge'), playedOf(row, 'capture')].map(repeat))
    return answers.map(({ status }) => status)
  }
  expect(await statuses(2)).toEqual([502, 200])
  expect(await statuses(3)).toEqual([200, 200])
  expect((await readBooks(lane.databases)).entries).toHaveLength(before)
})

/** A charge, a capture and a refund of the row's amount, each asked once. */
async function play(row: number, random: Seeded): Promise<Played[]> {
  const amount = 91_000_000 + row
  const large = async (capture: boolean) =>
    bodyOf(await shop.ask(await shop.chargeWish(random, { amount: LARGE_AMOUNT, capture }))) as unknown
  const charge = await shop.chargeWish(random, { amount })
  const capture = captureWish(await large(false), true, amount)
  const refund = refundWish(await large(true), true, amount)
  return Promise.all([once(row, 'charge', charge), once(row, 'capture', capture), once(row, 'refund', refund)])
}

async function once(row: number, kind: keyof Row, wish: Wish): Promise<Played> {
  const final = await send(lane.facts, wish)
  return { row, kind, wish, answers: [final], final }
}

const repeat = ({ wish }: Asked): Promise<Answer> => send(lane.facts, wish)

function playedOf(row: number, kind: keyof Row): Played {
  return played.find(one => one.row === row && one.kind === kind)!
}

const isOfRow14 = ({ amount }: { readonly amount: number }): boolean => amount === 91_000_014

/** Has what was postponed tried again now: what is under way is left alone. */
async function hurry(): Promise<void> {
  await lane.databases.main.query(
    `with postponed as (
       update payments.attempt a set due_at = now()
       from graphile_worker.jobs j
       where j.key = 'payments-press-on:' || a.merchant_id || ':' || a.id and j.locked_at is null
         and j.run_at > now() and a.state = 'unknown' and a.amount <> 91000014
       returning a.merchant_id, a.id, j.key
     )
     select graphile_worker.add_job('payments-press-on',
       json_build_object('merchantId', merchant_id, 'id', id), job_key := key) from postponed`,
  )
}

async function expectRow(row: number, expected: Row): Promise<void> {
  const { entries, charges, refunds } = await readBooks(lane.databases)
  for (const kind of ['charge', 'capture', 'refund'] as const) {
    const one = playedOf(row, kind)
    const { status, body } = one.final!
    const [answer, end] = expected[kind]
    expect([kind, status, ...(answer === 'pending' ? [body.status] : [])]).toEqual(
      answer === 'pending' ? [kind, 200, 'pending'] : [kind, answer],
    )
    const booked = bookedFor(entries, one)
    const state =
      kind === 'refund'
        ? refunds.find(({ chargeId }) => chargeId === one.wish.chargeId)?.status
        : charges.find(({ id, amount, tip }) =>
            kind === 'capture' ? id === one.wish.chargeId : amount + tip === one.wish.total,
          )?.state
    expect([kind, state ?? 'none']).toEqual([
      kind,
      kind === 'capture' && end === 'captured' ? 'partially_captured' : end,
    ])
    expect(booked.filter(stands).length).toBe(['captured', 'succeeded'].includes(end) ? 1 : row === 14 ? 1 : 0)
  }
}
