/** F9: one key, many requests at once, two server processes on one database. */
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import type { SandboxFacts } from '../../src/platform/index.ts'
import { readBooks, stands } from './books.ts'
import { Lane } from './lane.ts'
import { bookedFor, judge } from './oracle.ts'
import { Seeded } from './seeded.ts'
import { bodyOf, captureWish, LARGE_AMOUNT, refundWish, send, Shop } from './shop.ts'
import type { Answer, Asked, Wish } from './shop.ts'

/** Long enough that a busy machine is not taken for a slow acquirer. */
const TIMES = { TREFOIL_ACQUIRER_TIMEOUT_MS: '8000', TREFOIL_INQUIRY_BUDGET_MS: '1000' }
const FIFTY = 50
const random = new Seeded(1)

let lane: Lane
let shop: Shop
let servers: readonly SandboxFacts[]
let stopSecond: () => Promise<void>
const asked: Asked[] = []

beforeAll(async () => {
  lane = await Lane.open(inject('databaseServerUrl'), TIMES)
  const second = await lane.startAnother()
  stopSecond = second.stop
  servers = [lane.facts, second.facts]
  shop = new Shop(lane)
}, 120_000)

afterAll(async () => {
  await stopSecond()
  await lane.close()
})

test('F9, IDM-13: fifty times the same charge at two servers is one charge, and every other is told so', async () => {
  await expectOne(await shop.chargeWish(random, {}))
})

test('F9, IDM-13: fifty times the same capture at two servers is one capture', async () => {
  await expectOne(captureWish(await charged(false), true))
})

test('F9, IDM-13: fifty times the same refund at two servers is one refund', async () => {
  await expectOne(refundWish(await charged(true), true, 5_000))
})

test('F9, IDM-14, TOK-35: fifty charges without a key of one single-pay token at two servers are one charge', async () => {
  const source = await shop.token(random)
  const wishes = await Promise.all(
    Array.from({ length: FIFTY }, () => shop.chargeWish(random, { source, isKeyed: false })),
  )
  const answers = await Promise.all(wishes.map((wish, index) => send(servers[index % 2]!, wish)))
  const refusals = answers.filter(({ status }) => status !== 200).map(({ body }) => body.error.code)
  expect(refusals).toHaveLength(FIFTY - 1)
  expect(refusals.every(code => ['token_in_use', 'token_already_used'].includes(code))).toBe(true)
  asked.push(...wishes.map((wish, index) => ({ wish, answers: [answers[index]!], final: answers[index]! })))
})

test('F9, SBX-9: then the books agree, and every promise is kept', async () => {
  expect(await judge(shop, { asked: [...shop.asked, ...asked] })).toEqual([])
})

async function expectOne(wish: Wish): Promise<void> {
  const answers = await Promise.all(Array.from({ length: FIFTY }, (_, index) => send(servers[index % 2]!, wish)))
  const done = answers.filter(({ status }) => status === 200)
  const others = answers.filter(({ status }) => status !== 200).map(({ status, body }) => [status, body.error.code])
  expect(others.every(([status, code]) => status === 409 && code === 'idempotency_key_in_use')).toBe(true)
  expect(done.filter(({ isReplayed }) => !isReplayed)).toHaveLength(1)
  for (const { body } of done) expect(body).toEqual(done[0]!.body)
  const late = await Promise.all(servers.map(facts => send(facts, wish)))
  expect(late.map(repeatOf(done[0]!))).toEqual([true, true])

  const final = done[0]!
  const one: Asked = { wish, answers: [final], final }
  asked.push(one)
  const { entries } = await readBooks(lane.databases)
  expect(bookedFor(entries, one).filter(stands)).toHaveLength(1)
}

const repeatOf = (first: Answer) => (answer: Answer) =>
  answer.status === 200 && answer.isReplayed && JSON.stringify(answer.body) === JSON.stringify(first.body)

async function charged(capture: boolean): Promise<unknown> {
  return bodyOf(await shop.ask(await shop.chargeWish(random, { amount: LARGE_AMOUNT, capture })))
}
