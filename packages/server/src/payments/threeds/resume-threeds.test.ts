import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { CARDS, openShop } from './threeds.test-support.ts'
import type { Shop } from './threeds.test-support.ts'

let shop: Shop
beforeAll(async () => {
  shop = await openShop()
})
afterAll(() => shop.server.close())

const key = () => ({ 'idempotency-key': randomUUID() })
const owner = (text: string, values: unknown[]) => shop.server.databases.owner.query(text, values)

/** The server has died before it kept the answer to the last request: whoever repeats it takes over. */
const forgetAnswer = () =>
  shop.query(
    `update payments.idempotency_record set status = null, body = null, lease_until = now()
     where lease_until = (select max(lease_until) from payments.idempotency_record)`,
    [],
  )
const sends = async (id: string) =>
  (await shop.server.databases.vault.query('select state from vault.send where attempt_id = $1', [id])).rows
const attemptOf = async (id: string) =>
  (await shop.query('select state from payments.attempt where charge_id = $1', [id])).rows

/** The server has died after the acquirer's answer and before it wrote it down. */
async function undoFinalization(id: string, threeds: object): Promise<void> {
  await owner('delete from payments.ledger_transfer where charge_id = $1', [id])
  await owner(`delete from payments."order" where id = (select order_id from payments.charge where id = $1)`, [id])
  await owner(
    `update payments.charge set state = 'requires_action', order_id = null, amount_captured = 0, threeds = $2
     where id = $1`,
    [id, JSON.stringify(threeds)],
  )
  await owner(`update payments.attempt set state = 'prepared', decided_at = null where id = $1`, [id])
}
const threedsOf = async (id: string) => {
  const { rows } = await shop.query('select threeds from payments.charge where id = $1', [id])
  return (rows[0] as { threeds: object }).threeds
}

describe('create', () => {
  test('IDM-6, GEN-18: a repeat with the key replays the 200 that waits, byte for byte', async () => {
    const source = await shop.token(CARDS.challenge)
    const headers = key()
    const first = await shop.charge(source, {}, headers)
    const again = await shop.charge(source, {}, headers)
    expect(again.headers.get('idempotent-replayed')).toBe('true')
    expect(again.text).toBe(first.text)
    // Also when it has been finalized meanwhile: nothing is executed.
    await shop.finalize(first.body.id)
    expect((await shop.charge(source, {}, headers)).text).toBe(first.text)
  })

  test('IDM-11: cut off before its answer was kept, it is the same charge with the same step', async () => {
    const source = await shop.token(CARDS.challenge)
    const headers = key()
    const first = await shop.charge(source, {}, headers)
    await forgetAnswer()
    expect((await shop.charge(source, {}, headers)).body).toEqual(first.body)
  })

  test.each([CARDS.challenge, CARDS.failed, CARDS.ordinary])(
    'IDM-11: %s cut off after the token was held: the repeat goes on under the same id',
    async number => {
      const source = await shop.token(number)
      const headers = key()
      const first = await shop.charge(source, {}, headers)
      const id = first.body.id ?? first.body.error.charge
      await owner('delete from payments.ledger_transfer where charge_id = $1', [id])
      await owner('delete from payments.charge where id = $1', [id])
      await owner(`update payments.attempt set state = 'prepared', decided_at = null where id = $1`, [id])
      await forgetAnswer()
      const again = await shop.charge(source, {}, headers)
      expect(again.status).toBe(first.status)
      expect(again.body.id ?? again.body.error.charge).toBe(id)
      expect(again.body.threeds).toEqual(first.body.threeds)
      expect(await shop.books(id)).toEqual(number === CARDS.ordinary ? ['sale'] : [])
    },
  )

  test('IDM-11: with a key, the server itself brings it to where it waits', async () => {
    const { body } = await shop.chargeCard(CARDS.challenge, {}, key())
    await owner('delete from payments.charge where id = $1', [body.id])
    await owner(`update payments.attempt set state = 'prepared' where id = $1`, [body.id])
    await shop.runDue(body.id)
    expect(await shop.read(body.id)).toMatchObject({ state: 'requires_action', threeds: body.threeds })
  })

  test('IDM-14: without a key nothing is left of it, and its token is free', async () => {
    const source = await shop.token(CARDS.challenge)
    const { body } = await shop.charge(source)
    await owner('delete from payments.charge where id = $1', [body.id])
    await owner(`update payments.attempt set state = 'prepared' where id = $1`, [body.id])
    await shop.runDue(body.id)
    expect(await attemptOf(body.id)).toEqual([])
    expect((await shop.charge(source, { threeds: undefined })).status).toBe(200)
    expect(await shop.books(body.id)).toEqual([])
  })
})

describe('finalize', () => {
  test('IDM-6: a repeat with the key replays', async () => {
    const { body } = await shop.chargeCard(CARDS.challenge)
    const headers = key()
    const first = await shop.finalize(body.id, headers)
    const again = await shop.finalize(body.id, headers)
    expect(again.headers.get('idempotent-replayed')).toBe('true')
    expect(again.text).toBe(first.text)
    expect(await shop.books(body.id)).toEqual(['sale'])
  })

  test('IDM-13: of twenty with one key one is executed', async () => {
    const { body } = await shop.chargeCard(CARDS.challenge)
    const headers = key()
    const answers = await Promise.all(Array.from({ length: 20 }, () => shop.finalize(body.id, headers)))
    for (const answer of answers.filter(({ status }) => status !== 200)) {
      expect(answer.body.error.code).toBe('idempotency_key_in_use')
    }
    expect(answers.some(({ status }) => status === 200)).toBe(true)
    expect(await shop.books(body.id)).toEqual(['sale'])
  })

  test('IDM-7: the key belongs to the charge that it finalized', async () => {
    const headers = key()
    const [one, two] = [await shop.chargeCard(CARDS.challenge), await shop.chargeCard(CARDS.challenge)]
    expect((await shop.finalize(one.body.id, headers)).status).toBe(200)
    expect((await shop.finalize(two.body.id, headers)).body.error.code).toBe('idempotency_key_reused')
  })

  test('IDM-11: cut off after the acquirer’s answer, the repeat finds it: one sale', async () => {
    const { body } = await shop.chargeCard(CARDS.challenge)
    const before = await threedsOf(body.id)
    const headers = key()
    const first = await shop.finalize(body.id, headers)
    await undoFinalization(body.id, before)
    await forgetAnswer()
    const again = await shop.finalize(body.id, headers)
    expect(again).toMatchObject({ status: 200, body: { id: body.id, state: 'captured', ref_num: first.body.ref_num } })
    expect(await shop.books(body.id)).toEqual(['sale'])
  })

  test('IDM-11: with a key the server itself finishes it', async () => {
    const { body } = await shop.chargeCard(CARDS.challenge)
    const before = await threedsOf(body.id)
    await shop.finalize(body.id, key())
    await undoFinalization(body.id, before)
    await shop.runDue(body.id)
    expect(await shop.read(body.id)).toMatchObject({ state: 'captured', paid: true })
    expect(await shop.books(body.id)).toEqual(['sale'])
  })

  test('IDM-11: cut off before the answer was kept, a step is not taken twice', async () => {
    const { body } = await shop.chargeCard(CARDS.both)
    const headers = key()
    const first = await shop.finalize(body.id, headers)
    expect(first.body.threeds.validation_result).toBe('CHALLENGE_FLOW_REQUIRED')
    await forgetAnswer()
    expect((await shop.finalize(body.id, headers)).body).toEqual(first.body)
    expect(await shop.books(body.id)).toEqual([])
  })

  test('IDM-11: cut off before the answer was kept, a failed challenge stays a decline', async () => {
    const { body } = await shop.chargeCard(CARDS.challengeFails)
    const headers = key()
    expect((await shop.finalize(body.id, headers)).status).toBe(402)
    await forgetAnswer()
    expect((await shop.finalize(body.id, headers)).body.error.decline_code).toBe('authentication_failed')
  })

  test('CHG-19: cut off after the token was freed, the next call ends the charge', async () => {
    const { body } = await shop.chargeCard(CARDS.challengeFails)
    const before = await threedsOf(body.id)
    await shop.finalize(body.id)
    await owner(
      `update payments.charge set state = 'requires_action', failure_code = null, threeds = $2 where id = $1`,
      [body.id, JSON.stringify(before)],
    )
    await owner(`update payments.attempt set state = 'waiting' where id = $1`, [body.id])
    expect((await shop.finalize(body.id)).status).toBe(402)
    expect((await shop.read(body.id)).state).toBe('declined')
  })

  test('IDM-14: cut off without a key after the acquirer’s answer, it is reversed', async () => {
    const source = await shop.token(CARDS.challenge)
    const { body } = await shop.charge(source)
    const before = await threedsOf(body.id)
    await shop.finalize(body.id)
    await undoFinalization(body.id, before)
    await shop.runDue(body.id)
    expect(await shop.read(body.id)).toMatchObject({ state: 'failed', failure_code: 'payment_not_completed' })
    expect(await shop.books(body.id)).toEqual(['sale', 'reversal'])
    expect((await shop.charge(source, { threeds: undefined })).status).toBe(200)
  })

  test('IDM-14: cut off without a key before anything was sent, it fails, and can never be sent', async () => {
    const source = await shop.token(CARDS.challenge)
    const { body } = await shop.charge(source)
    await shop.query(
      `update payments.attempt set state = 'prepared', facts = jsonb_set(facts, '{threeds}', facts -> 'threeds' || $2)
       where id = $1`,
      [body.id, JSON.stringify({ result: 'AUTHENTICATION_SUCCESSFUL', stepsOver: 1 })],
    )
    expect(await sends(body.id)).toEqual([{ state: 'held' }])
    await shop.runDue(body.id)
    expect(await shop.read(body.id)).toMatchObject({ state: 'failed', failure_code: 'payment_not_completed' })
    expect(await sends(body.id)).toEqual([{ state: 'decided' }])
    expect(await shop.books(body.id)).toEqual([])
    expect((await shop.charge(source, { threeds: undefined })).status).toBe(200)
  })
})

describe('what is written', () => {
  test('§3: while a charge waits its attempt does too, and nobody takes it up', async () => {
    const { body } = await shop.chargeCard(CARDS.challenge)
    expect(await attemptOf(body.id)).toEqual([{ state: 'waiting' }])
    expect(await sends(body.id)).toEqual([{ state: 'held' }])
    await shop.query('update payments.attempt set due_at = now() where id = $1', [body.id])
    await shop.runDue(body.id)
    expect(await attemptOf(body.id)).toEqual([{ state: 'waiting' }])
  })

  test('6.5: the charge keeps nothing of the shopper’s browser', async () => {
    for (const number of [CARDS.challenge, CARDS.both, CARDS.ordinary]) {
      const { body } = await shop.chargeCard(number)
      if (body.state === 'requires_action') await shop.finalize(body.id)
      const { rows } = await shop.query('select to_jsonb(c)::text as text from payments.charge c where id = $1', [
        body.id,
      ])
      expect((rows[0] as { text: string }).text).not.toContain('Mozilla')
    }
  })

  test('the authentication goes along with the authorization', async () => {
    const { body } = await shop.chargeCard(CARDS.challenge)
    await shop.finalize(body.id)
    const { rows } = await shop.query(`select threeds -> 'proof' as proof from payments.charge where id = $1`, [
      body.id,
    ])
    expect(rows).toEqual([
      {
        proof: {
          eci: '05',
          cavv: expect.stringMatching(/^[A-Za-z0-9+/]{27}=$/),
          dsTransactionId: expect.any(String),
          protocolVersion: '2.2.0',
        },
      },
    ])
  })
})
