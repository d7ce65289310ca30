import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { newId } from '../../http/identifiers.ts'
import { CARDS, openShop } from './threeds.test-support.ts'
import type { Shop } from './threeds.test-support.ts'

let shop: Shop
beforeAll(async () => {
  shop = await openShop()
})
afterAll(() => shop.server.close())

const key = () => ({ 'idempotency-key': randomUUID() })
const post = (body: object) => shop.server.call('POST', '/v1/charges/finalize_payment', { body })
/** A charge that waits for its shopper. */
const waiting = async (number: string = CARDS.challenge, body: object = {}) => {
  const source = await shop.token(number)
  const answer = await shop.charge(source, body)
  expect(answer.body.state).toBe('requires_action')
  return { id: answer.body.id as string, source, threeds: answer.body.threeds }
}

describe('SBX-5 19.4: every row that has a step', () => {
  test.each([
    [CARDS.method, ['AUTHENTICATION_SUCCESSFUL']],
    [CARDS.challenge, ['AUTHENTICATION_SUCCESSFUL']],
    [CARDS.both, ['CHALLENGE_FLOW_REQUIRED', 'AUTHENTICATION_SUCCESSFUL']],
  ])('%s: finalize → %s', async (number, results) => {
    const { id, threeds } = await waiting(number)
    const seen: string[] = []
    for (const result of results) {
      const { status, body } = await shop.finalize(id)
      expect(status).toBe(200)
      expect(body.id).toBe(id)
      seen.push(body.threeds.validation_result)
      const isLast = result === 'AUTHENTICATION_SUCCESSFUL'
      expect(body.state).toBe(isLast ? 'captured' : 'requires_action')
      expect(await shop.books(id)).toEqual(isLast ? ['sale'] : [])
      // The authentication stays the same one.
      if (!isLast) {
        const { threeds_server_transaction_id: before } = threeds.data
        expect(body.threeds.data.threeds_server_transaction_id).toBe(before)
      }
    }
    expect(seen).toEqual(results)
    const charge = await shop.read(id)
    expect(charge).toMatchObject({ status: 'succeeded', paid: true, amount_captured: 1100 })
    expect(charge.threeds).toEqual({
      source: 'CLOVER',
      validation_result: 'AUTHENTICATION_SUCCESSFUL',
      liability_protection_status: 'PROTECTED',
    })
  })

  test('4000000090000094: finalize → AUTHENTICATION_FAILED, 402; nothing was sent and the token is free', async () => {
    const { id, source } = await waiting(CARDS.challengeFails)
    const answer = await shop.finalize(id)
    expect(answer).toMatchObject({
      status: 402,
      body: { error: { code: 'card_declined', decline_code: 'authentication_failed', charge: id } },
    })
    const charge = await shop.read(id)
    expect(charge).toMatchObject({ state: 'declined', threeds: { validation_result: 'AUTHENTICATION_FAILED' } })
    expect(charge.outcome).toMatchObject({ network_status: 'not_sent_to_network', type: 'blocked' })
    expect(await shop.books(id)).toEqual([])
    expect((await shop.charge(source, { threeds: undefined })).status).toBe(200)
  })
})

describe('what a finalized charge is', () => {
  test('CHG-22: with capture:false it is authorized, with the order and everything else of any charge', async () => {
    const { id } = await waiting(CARDS.challenge, { capture: false, tip_amount: 100, description: 'Tea' })
    const { body } = await shop.finalize(id)
    expect(body).toMatchObject({ state: 'authorized', tip_amount: 100, description: 'Tea', captured: false })
    expect(body.order).toMatch(/^[0-9A-Z]{13}$/)
    expect(body.auth_code).toMatch(/^OK\d{4}$/)
    expect(body.source.cvc_check).toBe('pass')
    expect(await shop.books(id)).toEqual(['authorization'])
  })

  test('CHG-23: finalizing twice authorizes once', async () => {
    const { id } = await waiting()
    expect((await shop.finalize(id)).status).toBe(200)
    expect(await shop.finalize(id)).toMatchObject({
      status: 400,
      body: { error: { code: 'threeds_not_pending', type: 'invalid_request_error', charge: id, param: 'charge_id' } },
    })
    expect(await shop.books(id)).toEqual(['sale'])
  })

  test('CHG-23: of many that finalize at once one does, and the acquirer is asked once', async () => {
    const { id } = await waiting()
    const answers = await Promise.all(Array.from({ length: 8 }, () => shop.finalize(id)))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    const codes = answers.filter(({ status }) => status !== 200).map(({ body }) => body.error.code)
    expect(new Set(codes)).toEqual(new Set(['threeds_not_pending']))
    expect(await shop.books(id)).toEqual(['sale'])
  })

  test('CHG-19: the same method step finalized many times at once is finalized once', async () => {
    const { id } = await waiting(CARDS.both)
    const answers = await Promise.all(Array.from({ length: 4 }, () => shop.finalize(id)))
    for (const { status, body } of answers) {
      if (status === 200) expect(body.state).toMatch(/requires_action|captured/)
    }
    expect((await shop.books(id)).length).toBeLessThanOrEqual(1)
  })

  test('CHG-16: what was changed while it waited stays changed', async () => {
    const { id } = await waiting(CARDS.challenge, { description: 'Tea', metadata: { a: 1 } })
    await shop.server.call('POST', `/v1/charges/${id}`, { body: { description: 'Green tea' } })
    const { body } = await shop.finalize(id)
    expect(body).toMatchObject({ state: 'captured', description: 'Green tea', metadata: { a: 1 } })
  })

  test('TOK-32: its token is used up', async () => {
    const { id, source } = await waiting()
    await shop.finalize(id)
    expect((await shop.charge(source)).body.error.code).toBe('token_already_used')
  })

  test('6.5: the issuer may decline after the challenge', async () => {
    const { id, source } = await waiting(CARDS.challenge, { amount: 90000051 })
    const answer = await shop.finalize(id)
    expect(answer).toMatchObject({ status: 402, body: { error: { decline_code: 'insufficient_funds', charge: id } } })
    expect((await shop.read(id)).state).toBe('declined')
    expect((await shop.charge(source, { threeds: undefined })).status).toBe(200)
  })

  test('CHG-21: a merchant’s rule still blocks after the challenge, and the approval is given back', async () => {
    await shop.server.settings({ cvc_fail_declines: true })
    const source = await shop.server.token({ number: CARDS.challenge, cvv: '901' })
    const { body } = await shop.charge(source)
    const answer = await shop.finalize(body.id)
    await shop.server.settings({ cvc_fail_declines: false })
    expect(answer).toMatchObject({ status: 402, body: { error: { decline_code: 'incorrect_cvc' } } })
    expect(await shop.books(body.id)).toEqual(['sale', 'reversal'])
  })
})

describe('CHG-19: flow_status', () => {
  test.each(['FAILED', 'NOT_COMPLETED', '', 'x'.repeat(64)])('%j is not believed, and stored', async flowStatus => {
    const { id } = await waiting()
    expect(await shop.finalize(id, {}, { flow_status: flowStatus })).toMatchObject({
      status: 200,
      body: { state: 'captured' },
    })
    const { rows } = await shop.query(`select threeds -> 'flowStatuses' as said from payments.charge where id = $1`, [
      id,
    ])
    expect(rows).toEqual([{ said: [flowStatus] }])
  })

  test('a claimed success does not authenticate either', async () => {
    const { id } = await waiting(CARDS.challengeFails)
    expect((await shop.finalize(id, {}, { flow_status: 'AUTHENTICATION_SUCCESSFUL' })).status).toBe(402)
  })
})

describe('6.5: the errors of finalize', () => {
  const good = { source: 'CLOVER', flow_status: 'FINISHED' }
  test.each([
    ['no charge_id', { threeds: good }, 'parameter_missing', 'charge_id'],
    ['charge_id a number', { charge_id: 5, threeds: good }, 'invalid_request', 'charge_id'],
    ['no threeds', { charge_id: 'X' }, 'parameter_missing', 'threeds'],
    ['no source', { charge_id: 'X', threeds: { flow_status: 'x' } }, 'parameter_missing', 'threeds.source'],
    ['NON_CLOVER', { charge_id: 'X', threeds: { ...good, source: 'NON_CLOVER' } }, 'invalid_request', 'threeds.source'],
    ['no flow_status', { charge_id: 'X', threeds: { source: 'CLOVER' } }, 'parameter_missing', 'threeds.flow_status'],
    [
      'a long flow_status',
      { charge_id: 'X', threeds: { ...good, flow_status: 'x'.repeat(65) } },
      'invalid_request',
      'threeds.flow_status',
    ],
  ])('%s', async (_name, body, code, param) => {
    expect(await post(body)).toMatchObject({ status: 400, body: { error: { code, param } } })
  })

  test('404 resource_missing: the charge is unknown, or another merchant’s (GEN-23)', async () => {
    for (const id of [newId(), 'x', '']) {
      const answer = await shop.finalize(id)
      expect(answer).toMatchObject({ status: 404, body: { error: { code: 'resource_missing', param: 'charge_id' } } })
    }
    const { id } = await waiting()
    await shop.query('update payments.charge set merchant_id = $2 where id = $1', [id, newId()])
    expect((await shop.finalize(id)).status).toBe(404)
  })

  test('400 threeds_not_pending: a charge that never waited, was declined, or is only authorized', async () => {
    const plain = (await shop.chargeCard(CARDS.ordinary, { threeds: undefined })).body.id
    const authorized = (await shop.chargeCard(CARDS.ordinary, { capture: false })).body.id
    const declined = (await shop.chargeCard(CARDS.failed)).body.error.charge
    for (const id of [plain, authorized, declined]) {
      expect((await shop.finalize(id)).body.error.code).toBe('threeds_not_pending')
    }
  })

  test('CHG-27: 503 acquirer_unavailable leaves it as it was, token and all', async () => {
    const { id, source } = await waiting(CARDS.challenge, { amount: 91000001 })
    const headers = key()
    for (let round = 0; round < 2; round++) {
      const answer = await shop.finalize(id, headers)
      expect(answer).toMatchObject({ status: 503, body: { error: { code: 'acquirer_unavailable' } } })
    }
    const charge = await shop.read(id)
    expect(charge).toMatchObject({
      state: 'requires_action',
      threeds: { validation_result: 'CHALLENGE_FLOW_REQUIRED' },
    })
    expect((await shop.charge(source)).body.error.code).toBe('token_in_use')
    expect(await shop.books(id)).toEqual([])
    // Neither does anybody take it up in the background.
    await shop.runDue(id)
    expect((await shop.read(id)).state).toBe('requires_action')
  })

  test('CHG-25, CHG-26, IDM-12: 504 outcome_unknown, then 502, and the token is free', async () => {
    const { id, source } = await waiting(CARDS.challenge, { amount: 91000002 })
    const headers = key()
    const first = await shop.finalize(id, headers)
    expect(first).toMatchObject({ status: 504, body: { error: { code: 'outcome_unknown', charge: id } } })
    expect(await shop.read(id)).toMatchObject({
      state: 'pending',
      outcome: { network_status: 'unknown', type: 'unknown' },
    })
    expect((await shop.read(id)).pending_since).toBeGreaterThan(1e12)
    const again = await shop.finalize(id, headers)
    expect(again.status).toBe(504)
    expect(again.headers.get('idempotent-replayed')).toBe('true')
    expect((await shop.finalize(id)).body.error.code).toBe('threeds_not_pending')
    await shop.runDue(id)
    expect((await shop.finalize(id, headers)).body.error.code).toBe('payment_not_completed')
    expect(await shop.read(id)).toMatchObject({ state: 'failed', failure_code: 'payment_not_completed' })
    expect((await shop.charge(source, { threeds: undefined })).status).toBe(200)
  })

  test('CHG-24: an answer that an inquiry finds in time counts', async () => {
    const { id } = await waiting(CARDS.challenge, { amount: 91000003 })
    expect((await shop.finalize(id)).body.state).toBe('captured')
    expect(await shop.books(id)).toEqual(['sale'])
  })
})

describe('400 threeds_expired', () => {
  test('15 minutes after creation the charge fails, and its token is free', async () => {
    const { id, source } = await waiting()
    await shop.age(id, 15)
    const answer = await shop.finalize(id)
    expect(answer).toMatchObject({
      status: 400,
      body: { error: { code: 'threeds_expired', type: 'card_error', charge: id, param: 'charge_id' } },
    })
    const charge = await shop.read(id)
    expect(charge).toMatchObject({ state: 'failed', status: 'failed', paid: false, failure_code: 'threeds_expired' })
    expect(charge.failure_message).toBeTypeOf('string')
    expect((await shop.finalize(id)).body.error.code).toBe('threeds_expired')
    expect(await shop.books(id)).toEqual([])
    expect((await shop.charge(source)).body.state).toBe('requires_action')
  })

  test('a minute before it does not', async () => {
    const { id } = await waiting()
    await shop.age(id, 14)
    expect((await shop.finalize(id)).status).toBe(200)
  })

  test('CHG-19: nobody needs to call: the look of every minute ends it', async () => {
    const young = await waiting()
    const { id, source } = await waiting()
    await shop.age(id, 15)
    await shop.runDue(id)
    expect(await shop.read(id)).toMatchObject({ state: 'failed', failure_code: 'threeds_expired' })
    expect((await shop.read(young.id)).state).toBe('requires_action')
    expect((await shop.charge(source, { threeds: undefined })).status).toBe(200)
    expect((await shop.finalize(id)).body.error.code).toBe('threeds_expired')
  })

  test('SBX-6: the resolver knows when the next one ends, and that none does', async () => {
    const { resolver } = shop.server.running.payments!
    const { merchantId } = shop.server.facts
    await shop.query(
      `update payments.charge set created_at = created_at - interval '1 hour' where state = 'requires_action'`,
      [],
    )
    await resolver.runDue()
    const before = await resolver.nextDueInMs(merchantId)
    expect(before === undefined || before > 15 * 60_000).toBe(true)
    const { id } = await waiting()
    await shop.age(id, 5)
    const due = (await resolver.nextDueInMs(merchantId))!
    expect(due).toBeGreaterThan(9 * 60_000)
    expect(due).toBeLessThanOrEqual(10 * 60_000)
  })

  test('SBX-6: it follows the merchant’s clock', async () => {
    const { id } = await waiting()
    const { merchantId, managementToken: bearer } = shop.server.facts
    const advance = (minutes: number) =>
      shop.server.call('POST', '/trefoil/v1/sandbox/clock', {
        body: { merchantId, advance_ms: minutes * 60_000 },
        bearer,
      })
    await advance(14)
    expect((await shop.read(id)).state).toBe('requires_action')
    await advance(1)
    expect((await shop.read(id)).failure_code).toBe('threeds_expired')
  })
})

describe('19.7: a tester says how a step ends', () => {
  const idOf = (threeds: { data: Record<string, string> }) => threeds.data.threeds_server_transaction_id!

  test('failure fails a challenge, success lets one pass, whatever the number says (SBX-2)', async () => {
    const failing = await waiting(CARDS.challenge)
    expect(await shop.overrule(idOf(failing.threeds), 'failure')).toMatchObject({ status: 200, body: {} })
    expect((await shop.finalize(failing.id)).body.error.decline_code).toBe('authentication_failed')
    const passing = await waiting(CARDS.challengeFails)
    await shop.overrule(idOf(passing.threeds), 'failure')
    await shop.overrule(idOf(passing.threeds), 'success')
    expect((await shop.finalize(passing.id)).body).toMatchObject({
      state: 'captured',
      threeds: { validation_result: 'AUTHENTICATION_SUCCESSFUL' },
    })
  })

  test('CHG-19: a method step that has failed counts as skipped', async () => {
    const { id, threeds } = await waiting(CARDS.both)
    await shop.overrule(idOf(threeds), 'failure')
    const { body } = await shop.finalize(id)
    expect(body.threeds.validation_result).toBe('CHALLENGE_FLOW_REQUIRED')
    // It was said of the method, not of the challenge.
    expect((await shop.finalize(id)).body.state).toBe('captured')
  })

  test('400 and 404, and only with a management token', async () => {
    const { id, threeds } = await waiting()
    expect((await shop.overrule(idOf(threeds), 'maybe')).body.error).toMatchObject({
      code: 'invalid_request',
      param: 'result',
    })
    expect((await shop.overrule(idOf(threeds), undefined)).body.error).toMatchObject({
      code: 'parameter_missing',
      param: 'result',
    })
    expect((await shop.overrule(randomUUID(), 'success')).body.error.code).toBe('resource_missing')
    expect((await shop.overrule(idOf(threeds), 'success', shop.server.facts.accessToken)).status).toBe(401)
    await shop.finalize(id)
    expect((await shop.overrule(idOf(threeds), 'success')).body.error.code).toBe('resource_missing')
  })

  test('3.6: an administrator reaches the steps of its own merchant only', async () => {
    const { threeds } = await waiting()
    const { platform } = shop.server.running
    const admin = (merchantId: string) =>
      platform.createManagementToken({ role: 'merchant_admin', merchantId, name: 'test' })
    const other = await platform.createMerchant({ name: 'Other', defaultCurrency: 'usd' })
    expect((await shop.overrule(idOf(threeds), 'success', await admin(other.id))).status).toBe(404)
    expect((await shop.overrule(idOf(threeds), 'success', await admin(shop.server.facts.merchantId))).status).toBe(200)
  })
})
