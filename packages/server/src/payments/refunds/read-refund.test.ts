import { afterAll, beforeAll, expect, test } from 'vitest'
import { openRefundDesk } from './refunds.test-support.ts'
import type { RefundDesk } from './refunds.test-support.ts'

let desk: RefundDesk
/** Oldest first: two of one charge, then one of another. */
const ids: string[] = []
const created: number[] = []
let charges: string[] = []

beforeAll(async () => {
  desk = await openRefundDesk()
  charges = [(await desk.charge()).id, (await desk.charge()).id]
  for (const charge of [charges[0]!, charges[0]!, charges[1]!]) {
    const { body } = await desk.refund(charge, { amount: 100 })
    ids.push(body.id as string)
    created.push(body.created as number)
    // Each in a millisecond of its own, so that times can be asked for.
    await new Promise(resolve => setTimeout(resolve, 3))
  }
})
afterAll(() => desk.close())

const listed = async (query = ''): Promise<string[]> =>
  (await desk.listRefunds(query)).map(({ id }: { id: string }) => id)

test('contract 8.2: one refund is answered as it was when it was made', async () => {
  const { status, body } = await desk.call('GET', `/v1/refunds/${ids[0]!}`)
  expect([status, body.object, body.id, body.charge]).toEqual([200, 'refund', ids[0], charges[0]])
})

test('GEN-22, GEN-23: an unknown, malformed or foreign id is the same 404', async () => {
  const answers = [
    await desk.call('GET', '/v1/refunds/NWJ47TAN9ZT24'),
    await desk.call('GET', '/v1/refunds/x'),
    await desk.call('GET', `/v1/refunds/${ids[0]!.toLowerCase()}`),
    await desk.call('GET', `/v1/refunds/${charges[0]!}`),
    await desk.call('GET', `/v1/refunds/${ids[0]!}`, undefined, desk.otherMerchant),
  ]
  for (const { status, body } of answers) {
    delete body.error.request_id
    expect([status, body]).toEqual([404, answers[0]!.body])
  }
  expect(answers[0]!.body.error.code).toBe('resource_missing')
})

test('LST-1: the list shows the newest first', async () => {
  const { body } = await desk.call('GET', '/v1/refunds')
  expect(body).toMatchObject({ object: 'list', url: '/v1/refunds', has_more: false })
  expect(body.data.map(({ id }: { id: string }) => id)).toEqual(ids.toReversed())
  expect(body.data[0]).toEqual(await desk.readRefund(ids[2]!))
})

test('GEN-23: the list of another merchant shows none of them', async () => {
  const { body } = await desk.call('GET', `/v1/refunds?charge=${charges[0]!}`, undefined, desk.otherMerchant)
  expect(body).toMatchObject({ data: [], has_more: false })
})

test('LST-1, LST-2: pages go on where the last one ended; an unknown cursor is 404', async () => {
  expect((await desk.call('GET', '/v1/refunds?limit=2')).body.has_more).toBe(true)
  expect(await listed('?limit=2')).toEqual([ids[2], ids[1]])
  expect(await listed(`?limit=2&starting_after=${ids[1]!}`)).toEqual([ids[0]])
  expect(await listed(`?ending_before=${ids[1]!}`)).toEqual([ids[2]])
  const foreign = await desk.call('GET', `/v1/refunds?starting_after=${ids[0]!}`, undefined, desk.otherMerchant)
  expect([foreign.status, foreign.body.error.code, foreign.body.error.param]).toEqual([
    404,
    'resource_missing',
    'starting_after',
  ])
})

test('contract 8.2, LST-5: filters by charge and time', async () => {
  expect(await listed(`?charge=${charges[0]!}`)).toEqual([ids[1], ids[0]])
  expect(await listed(`?charge=${charges[0]!}&limit=1`)).toEqual([ids[1]])
  expect(await listed('?charge=NWJ47TAN9ZT24')).toEqual([])
  expect(await listed(`?created=${created[1]!}`)).toEqual([ids[1]])
  expect(await listed(`?created.gt=${created[1]!}`)).toEqual([ids[2]])
  expect(await listed(`?created[lte]=${created[1]!}`)).toEqual([ids[1], ids[0]])
})

test('LST-6: only the charge can be expanded', async () => {
  const { body } = await desk.call('GET', '/v1/refunds?expand=charge&limit=1')
  expect(body.data[0].charge).toEqual(await desk.readCharge(charges[1]!))
  expect((await desk.call('GET', `/v1/refunds/${ids[0]!}?expand=charge`)).body.charge.id).toBe(charges[0])
  for (const url of ['/v1/refunds?expand=order', `/v1/refunds/${ids[0]!}?expand=refunds`]) {
    const wrong = await desk.call('GET', url)
    expect([wrong.status, wrong.body.error.code, wrong.body.error.param]).toEqual([400, 'invalid_request', 'expand'])
  }
})
