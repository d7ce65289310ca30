/** Money goes back: refunds, voids and the cancel of a refund (contract section 8). */
import { describe, expect, test } from 'vitest'
import { at, call, charge, refusal, token } from './support/client.ts'
import type { Answer } from './support/client.ts'

const ecommerce = (method: string, path: string, body?: object): Promise<Answer> =>
  call(method, `${at.urls.ecommerce}/v1${path}`, { bearer: at.accessToken, body })
const refund = (body: object) => ecommerce('POST', '/refunds', body)

async function charged(body: object = {}): Promise<string> {
  const { status, body: made } = await charge({ source: await token(), ...body })
  expect(status).toBe(200)
  return made.id as string
}

describe('refunds', () => {
  test('REF-1, REF-3: a refund of an uncaptured charge is a void', async () => {
    const id = await charged({ capture: false })
    const { status, body } = await refund({ charge: id })
    expect([status, body.object, body.status, body.metadata.refundType]).toEqual([200, 'refund', 'succeeded', 'VOID'])
    const read = await ecommerce('GET', `/charges/${id}?expand=order`)
    expect(read.body).toMatchObject({ state: 'voided', refunded: true, amount_refunded: 1100 })
    expect(read.body.order.status).toBe('canceled')
  })

  test('REF-2: a tipped and taxed charge is refunded in part, then in full, and no further', async () => {
    const id = await charged({ tip_amount: 200, tax_amount: 100 })
    const part = await refund({ charge: id, amount: 300, reason: 'requested_by_customer' })
    expect(part.body).toMatchObject({ amount: 300, charge: id, currency: 'usd', reason: 'requested_by_customer' })
    expect(part.body.metadata.refundType).toBe('REFUND')
    expect(refusal(await refund({ charge: id, amount: 1001 }))).toBe('400 invalid_charge_amount amount')
    expect((await refund({ charge: id })).body.amount).toBe(1000)
    expect(refusal(await refund({ charge: id }))).toBe('400 charge_already_refunded')
    const read = await ecommerce('GET', `/charges/${id}?expand=refunds`)
    expect(read.body).toMatchObject({ state: 'refunded', refunded: true, amount_refunded: 1300 })
    expect(read.body.refunds.data).toHaveLength(2)
  })

  test('contract 8.2: refunds are read and listed by charge', async () => {
    const id = await charged()
    const made = (await refund({ charge: id, amount: 1 })).body
    expect((await ecommerce('GET', `/refunds/${made.id}`)).body).toEqual(made)
    const list = await ecommerce('GET', `/refunds?charge=${id}`)
    expect(list.body).toEqual({ object: 'list', url: '/v1/refunds', data: [made], has_more: false })
    expect(refusal(await ecommerce('GET', '/refunds/NWJ47TAN9ZT24'))).toBe('404 resource_missing')
  })

  test('REF-11: a canceled refund leaves the charge as it was', async () => {
    const id = await charged()
    const before = (await ecommerce('GET', `/charges/${id}`)).body
    const made = (await refund({ charge: id, amount: 500 })).body
    const { status, body } = await ecommerce('POST', `/refunds/${made.id}/cancel`, { reason: 'USER_CANCEL' })
    expect([status, body.object, body.refund, body.charge]).toEqual([200, 'void_on_refund', made.id, id])
    expect((await ecommerce('GET', `/refunds/${made.id}`)).body.status).toBe('canceled')
    expect((await ecommerce('GET', `/charges/${id}`)).body).toEqual(before)
    expect(refusal(await ecommerce('POST', `/refunds/${made.id}/cancel`))).toBe('400 refund_not_cancelable')
  })

  test('REF-5: of twenty refunds at once no more is given back than was taken', async () => {
    const id = await charged()
    const answers = await Promise.all(Array.from({ length: 20 }, () => refund({ charge: id, amount: 100 })))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(11)
    expect((await ecommerce('GET', `/charges/${id}`)).body.amount_refunded).toBe(1100)
  })

  test('19.2 06/2098, REF-10: a refund that the acquirer refuses is 402, and on record as failed', async () => {
    const id = await charged({ source: await token({ exp_month: '06', exp_year: '2098' }) })
    const refused = await refund({ charge: id, amount: 100 })
    expect(refusal(refused)).toBe('402 refund_declined')
    expect(refused.body.error).toMatchObject({
      decline_code: 'transaction_not_allowed',
      network_code: '57',
      charge: id,
    })
    const read = await ecommerce('GET', `/refunds/${refused.body.error.refund}`)
    expect(read.body).toMatchObject({ status: 'failed', failure_code: 'refund_declined' })
  })

  test(
    'REF-9: a refund without an answer in time is pending, and succeeds by itself',
    { timeout: 60_000 },
    async () => {
      const id = await charged({ amount: 95_000_000 })
      const { status, body } = await refund({ charge: id, amount: 91_000_002 })
      expect([status, body.status]).toEqual([200, 'pending'])
      const isSettled = async () => (await ecommerce('GET', `/refunds/${body.id}`)).body.status
      await expect.poll(isSettled, { timeout: 45_000, interval: 500 }).toBe('succeeded')
      expect((await ecommerce('GET', `/charges/${id}`)).body).toMatchObject({ amount_refunded: 91_000_002 })
    },
  )
})
