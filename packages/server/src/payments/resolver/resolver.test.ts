import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestServer } from '../../../test/support/server.ts'
import type { Answer, TestServer } from '../../../test/support/server.ts'
import { delayAfter } from './schedule.ts'

const QUICK = { TREFOIL_ACQUIRER_TIMEOUT_MS: '200', TREFOIL_INQUIRY_BUDGET_MS: '100' }

let server: TestServer
beforeAll(async () => {
  server = await startTestServer({ environment: QUICK })
})
afterAll(() => server.close())

const charge = async (amount: number, body: object = {}, headers: Record<string, string> = {}): Promise<Answer> =>
  server.call('POST', '/v1/charges', {
    body: { amount, currency: 'usd', source: await server.token(), ...body },
    headers,
  })
const read = async (id: string) => (await server.call('GET', `/v1/charges/${id}`)).body

const { query } = { query: (text: string, values: unknown[]) => server.running.databases.services.query(text, values) }
/** Lets the time pass until an attempt is due. */
const untilDue = (chargeId: string) =>
  query(`update payments.attempt set due_at = now() where charge_id = $1 and state in ('prepared', 'unknown')`, [
    chargeId,
  ])
const runDue = async (chargeId: string) => {
  await untilDue(chargeId)
  await server.running.payments!.resolver.runDue()
}

interface Entry {
  kind: string
  reversed: boolean
  response_code: string
}
/** The acquirer's own books of a charge. */
async function books(chargeId: string): Promise<Entry[]> {
  const { rows } = await server.running.databases.acquirer!.query(
    `select kind, reversed, response_code from acquirer.transaction
     where reference = $1 or original_reference = $1 order by created_at`,
    [chargeId],
  )
  return rows as unknown as Entry[]
}
const standing = async (chargeId: string) =>
  (await books(chargeId)).filter(({ kind, reversed }) => kind === 'sale' && !reversed)

describe('a charge whose outcome is unknown', () => {
  test.each([91000002, 91000005, 91000006, 91000009, 91000010])(
    'CHG-25 SBX-5: amount %i is 504, shows pending, and ends failed with nothing standing at the acquirer',
    async amount => {
      const answer = await charge(amount)
      expect(answer).toMatchObject({ status: 504, body: { error: { code: 'outcome_unknown' } } })
      const id = answer.body.error.charge
      expect(await read(id)).toMatchObject({ status: 'pending', state: 'pending', paid: false })
      expect((await read(id)).pending_since).toBeGreaterThan(1e12)
      await runDue(id)
      const ended = await read(id)
      expect(ended).toMatchObject({ status: 'failed', state: 'failed', failure_code: 'payment_not_completed' })
      expect(ended.outcome).toEqual({ network_status: 'unknown', type: 'reversed' })
      expect(ended.pending_since).toBeUndefined()
      expect(await standing(id)).toEqual([])
    },
  )

  test('CHG-29 SBX-5: amount 91000013 stays pending until the third message is answered', async () => {
    const id = (await charge(91000013)).body.error.charge
    const states: string[] = []
    for (let message = 1; message <= 3; message++) {
      await runDue(id)
      states.push((await read(id)).state)
    }
    expect(states).toEqual(['pending', 'pending', 'failed'])
    expect(await standing(id)).toEqual([])
  })

  test('CHG-29 SBX-5: amount 91000014 stays pending however often it is taken up', async () => {
    const id = (await charge(91000014)).body.error.charge
    for (let round = 0; round < 3; round++) await runDue(id)
    expect((await read(id)).state).toBe('pending')
    const { rows } = await query('select tries, due_at > now() as waits from payments.attempt where id = $1', [id])
    expect(rows).toEqual([{ tries: 3, waits: true }])
  })

  test('CHG-25 SBX-5: amount 91000015 turns out to have been declined, and ends declined', async () => {
    const id = (await charge(91000015)).body.error.charge
    await runDue(id)
    expect(await read(id)).toMatchObject({
      state: 'declined',
      failure_code: 'card_declined',
      outcome: { network_status: 'declined_by_network', type: 'issuer_declined', reason: 'do_not_honor' },
    })
  })

  test('CHG-26 IDM-12: its repeat with the key is 504 while it is pending, then 502', async () => {
    const headers = { 'idempotency-key': randomUUID() }
    const body = { source: await server.token() }
    const first = await charge(91000002, body, headers)
    expect((await charge(91000002, body, headers)).status).toBe(504)
    await runDue(first.body.error.charge)
    const ended = await charge(91000002, body, headers)
    expect(ended).toMatchObject({ status: 502, body: { error: { code: 'payment_not_completed' } } })
    expect(ended.headers.get('idempotent-replayed')).toBe('true')
  })

  test('CHG-25 TOK-33: leaves its single-pay token free once it has ended', async () => {
    const source = await server.token()
    const id = (await charge(91000002, { source })).body.error.charge
    expect((await charge(5, { source })).body.error.code).toBe('token_in_use')
    await runDue(id)
    expect((await charge(5, { source })).status).toBe(200)
  })
})

describe('a capture whose outcome is unknown', () => {
  test.each([91000002, 91000005, 91000006])('CHG-28: of amount %i is 504 and captured once, later', async amount => {
    const { body } = await charge(91000100, { capture: false })
    const path = `/v1/charges/${body.id}/capture`
    const headers = { 'idempotency-key': randomUUID() }
    const capture = () => server.call('POST', path, { body: { amount, description: 'shipped' }, headers })
    expect(await capture()).toMatchObject({ status: 504, body: { error: { code: 'outcome_unknown' } } })
    expect(await read(body.id)).toMatchObject({ state: 'authorized', pending_action: 'capture' })
    expect((await server.call('POST', path, { body: {} })).body.error.code).toBe('charge_pending')
    expect((await capture()).status).toBe(504)
    await runDue(body.id)
    expect(await read(body.id)).toMatchObject({
      state: 'partially_captured',
      amount_captured: amount,
      description: 'shipped',
    })
    expect(await capture()).toMatchObject({ status: 200, body: { state: 'partially_captured' } })
    expect((await books(body.id)).filter(({ kind }) => kind === 'capture')).toHaveLength(1)
  })

  test('CHG-28 SBX-5: of amount 91000015 is refused in the end, and leaves the charge authorized', async () => {
    const { body } = await charge(91000100, { capture: false })
    const headers = { 'idempotency-key': randomUUID() }
    const capture = () => server.call('POST', `/v1/charges/${body.id}/capture`, { body: { amount: 91000015 }, headers })
    expect((await capture()).status).toBe(504)
    await runDue(body.id)
    const ended = await read(body.id)
    expect(ended.state).toBe('authorized')
    expect(ended.pending_action).toBeUndefined()
    expect(await capture()).toMatchObject({ status: 402, body: { error: { decline_code: 'do_not_honor' } } })
  })
})

describe('an approval that is not wanted', () => {
  test('CHG-21: whose reversal is not confirmed is a decline at once, and reversed later', async () => {
    await server.settings({ cvc_fail_declines: true })
    const source = await server.token({ cvv: '901' })
    // The acquirer looks there before it answers a reversal or an inquiry, and not for a plain authorization.
    const answered = server.databases.acquirer.transaction(async transaction => {
      await transaction.query('lock table acquirer.scenario in access exclusive mode')
      return charge(1400, { source })
    })
    const answer = await answered.finally(() => server.settings({ cvc_fail_declines: false }))
    expect(answer).toMatchObject({ status: 402, body: { error: { decline_code: 'incorrect_cvc' } } })
    const id = answer.body.error.charge
    expect((await read(id)).state).toBe('declined')
    const { rows } = await query(`select state from payments.attempt where charge_id = $1 and kind = 'reversal'`, [id])
    expect(rows).toEqual([{ state: 'unknown' }])
    await runDue(id)
    expect((await read(id)).state).toBe('declined')
    expect(await standing(id)).toEqual([])
  })
})

describe('a request that died', () => {
  /** Makes a charge look as if its server had died before it wrote the result. */
  async function die(id: string): Promise<void> {
    await query('delete from payments.charge where id = $1', [id])
    await server.databases.owner.query('delete from payments.ledger_transfer where id = $1', [id])
    await query(`update payments.attempt set state = 'prepared', decided_at = null, due_at = now() where id = $1`, [id])
  }

  test('IDM-14: without a key it is reversed, and shown as failed', async () => {
    const { body } = await charge(1200)
    await die(body.id)
    await runDue(body.id)
    expect(await read(body.id)).toMatchObject({ state: 'failed', failure_code: 'payment_not_completed', amount: 1200 })
    expect(await standing(body.id)).toEqual([])
  })

  test('IDM-11: with a key it is finished, and the approval that it had found counts', async () => {
    const headers = { 'idempotency-key': randomUUID() }
    const { body } = await charge(1300, {}, headers)
    await die(body.id)
    await runDue(body.id)
    expect(await read(body.id)).toMatchObject({ state: 'captured', amount_captured: 1300 })
    expect(await standing(body.id)).toHaveLength(1)
  })

  test('IDM-14: before anything was sent it leaves nothing, and can never be sent', async () => {
    const source = await server.token()
    const id = '0DEADATTEMPT0'
    await query(
      `insert into payments.attempt (merchant_id, id, charge_id, kind, state, created_at, due_at, amount, currency,
         token_id, capture, facts)
       values ($1, $2, $2, 'authorize', 'prepared', now(), now(), 900, 'usd', $3, true, '{"echo":{}}')`,
      [server.facts.merchantId, id, source],
    )
    await runDue(id)
    expect((await query('select from payments.attempt where id = $1', [id])).rowCount).toBe(0)
    expect(await books(id)).toEqual([])
    // Its server wakes up and goes on: the vault does not send for it any more.
    const { rows } = await server.running.databases.vault.query(
      `select outcome ->> 'kind' as kind from vault.send where attempt_id = $1`,
      [id],
    )
    expect(rows).toEqual([{ kind: 'reversed' }])
    expect((await charge(900, { source })).status).toBe(200)
  })
})

describe('when', () => {
  test('CHG-29: at once, then after 5 s, 30 s, 2 min, 10 min and every 30 min', () => {
    const seconds = [1, 2, 3, 4, 5, 6, 50].map(tries => delayAfter(tries) / 1000)
    expect(seconds).toEqual([5, 30, 120, 600, 1800, 1800, 1800])
  })

  test('CHG-29: 24 hours without an end raise one alarm, and change nothing else', async () => {
    const lines: { level: number; chargeId?: string }[] = []
    const loud = await startTestServer({
      environment: QUICK,
      log: { write: (line: string) => void lines.push(JSON.parse(line)) },
    })
    try {
      const source = await loud.token()
      const answer = await loud.call('POST', '/v1/charges', { body: { amount: 91000014, currency: 'usd', source } })
      const id = answer.body.error.charge
      const { services } = loud.running.databases
      for (const age of ['23 hours', '25 hours', '26 hours']) {
        await services.query(
          `update payments.attempt set due_at = now(), created_at = now() - $2::interval where id = $1`,
          [id, age],
        )
        await loud.running.payments!.resolver.runDue()
      }
      const alarms = lines.filter(({ level }) => level === 60)
      expect(alarms).toMatchObject([{ chargeId: id }])
      expect((await loud.call('GET', `/v1/charges/${id}`)).body.state).toBe('pending')
    } finally {
      await loud.close()
    }
  })

  test('CHG-29: with the jobs running an unknown outcome ends by itself', async () => {
    const busy = await startTestServer({ environment: { ...QUICK, TREFOIL_JOBS: 'on' } })
    try {
      const source = await busy.token()
      const answer = await busy.call('POST', '/v1/charges', { body: { amount: 91000002, currency: 'usd', source } })
      expect(answer.status).toBe(504)
      const state = async () => (await busy.call('GET', `/v1/charges/${answer.body.error.charge}`)).body.state
      await expect.poll(state, { timeout: 20_000 }).toBe('failed')
    } finally {
      await busy.close()
    }
  })
})
