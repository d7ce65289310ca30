import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestServer, VISA } from '../../../test/support/server.ts'
import type { Answer, TestServer } from '../../../test/support/server.ts'

const WARNING = 'Subsequent credential on file pay request sent for without Initial credential on file pay request.'
const FIRST = { sequence: 'FIRST', initiator: 'CARDHOLDER' }
const SUBSEQUENT = { sequence: 'SUBSEQUENT', initiator: 'MERCHANT', is_scheduled: true }

let server: TestServer
beforeAll(async () => {
  server = await startTestServer({
    environment: { TREFOIL_ACQUIRER_TIMEOUT_MS: '200', TREFOIL_INQUIRY_BUDGET_MS: '50' },
  })
})
afterAll(() => server.close())

let cards = 0
/** A card that no other test has charged. */
function newNumber(): string {
  const digits = `40000000${String(1_234_500 + cards++)}`
  const sum = [...digits].reduce((total, digit, index) => {
    const doubled = Number(digit) * (index % 2 === 0 ? 2 : 1)
    return total + (doubled > 9 ? doubled - 9 : doubled)
  }, 0)
  return digits + String((10 - (sum % 10)) % 10)
}

const charge = (source: string, stored_credentials: object, more: object = {}): Promise<Answer> =>
  server.call('POST', '/v1/charges', {
    body: { amount: 1100, currency: 'usd', source, stored_credentials, ...more },
  })
const multipay = (number: string, card: object = {}) => server.token({ number, ...card }, { multipay: true })
const warningOf = async (number: string) => {
  const { status, body } = await charge(await multipay(number), SUBSEQUENT)
  expect([status, body.state]).toEqual([200, 'captured'])
  expect((await server.call('GET', `/v1/charges/${body.id}`)).body.warning_message).toBe(body.warning_message)
  return body.warning_message
}

describe('CHG-11: SUBSEQUENT', () => {
  test('CHG-11: without an earlier FIRST on the card it runs, and says what is missing', async () => {
    expect(await warningOf(newNumber())).toBe(WARNING)
  })

  test('CHG-11: a FIRST by another token of the same card counts, a single-pay one too', async () => {
    const number = newNumber()
    const { body } = await charge(await server.token({ number }), FIRST, { capture: false })
    expect([body.state, body.warning_message]).toEqual(['authorized', undefined])
    expect(await warningOf(number)).toBeUndefined()
    expect(await warningOf(newNumber())).toBe(WARNING)
  })

  test('CHG-11: one SUBSEQUENT is no FIRST for the next', async () => {
    const number = newNumber()
    expect([await warningOf(number), await warningOf(number)]).toEqual([WARNING, WARNING])
  })

  test('CHG-11: a FIRST that was declined, reversed or never answered does not count', async () => {
    const declined = newNumber()
    expect((await charge(await multipay(declined), FIRST, { amount: 90000005 })).status).toBe(402)
    expect(await warningOf(declined)).toBe(WARNING)

    const blocked = newNumber()
    await server.settings({ cvc_fail_declines: true })
    expect((await charge(await multipay(blocked, { cvv: '901' }), FIRST)).status).toBe(402)
    await server.settings({ cvc_fail_declines: false })
    expect(await warningOf(blocked)).toBe(WARNING)

    const unknown = newNumber()
    expect((await charge(await multipay(unknown), FIRST, { amount: 91000002 })).status).toBe(504)
    expect(await warningOf(unknown)).toBe(WARNING)
  })

  test('CHG-11: what another merchant charged does not count', async () => {
    const number = newNumber()
    const { managementToken: bearer } = server.facts
    const { body: merchant } = await server.call('POST', '/trefoil/v1/merchants', {
      bearer,
      body: { name: 'Other', default_currency: 'usd' },
    })
    const { body: pair } = await server.call('POST', `/trefoil/v1/merchants/${merchant.id}/keys`, {
      bearer,
      body: { integration_type: 'API' },
    })
    const token = await server.call('POST', '/v1/tokens', {
      body: { card: { ...VISA, number } },
      headers: { apikey: pair.publicKey },
    })
    const elsewhere = await server.call('POST', '/v1/charges', {
      bearer: pair.privateKey,
      body: { amount: 5, currency: 'usd', source: token.body.id, stored_credentials: FIRST },
    })
    expect(elsewhere.status).toBe(200)
    expect(await warningOf(number)).toBe(WARNING)
  })

  test('CHG-12: its warning comes after those of the request', async () => {
    await server.settings({ features: { soft_descriptor: false } })
    const { body } = await charge(await multipay(newNumber()), SUBSEQUENT, { soft_descriptor: { dba_name: 'Tea' } })
    await server.settings({ features: { soft_descriptor: true } })
    expect(body.warning_message).toBe(
      `Soft descriptor disregarded, merchant account does not support soft descriptors; ${WARNING}`,
    )
  })

  test('CHG-11: a declined charge keeps its warning', async () => {
    const { body } = await charge(await multipay(newNumber()), SUBSEQUENT, { amount: 90000005 })
    const read = await server.call('GET', `/v1/charges/${body.error.charge}`)
    expect(read.body).toMatchObject({ state: 'declined', warning_message: WARNING })
  })

  test('CHG-11: holds for a charge that waits for its shopper too, once it is sent', async () => {
    const number = '4001230000000129'
    const browser_info = { browser_user_agent: 'Shopper', browser_accept_header: '*/*' }
    const throughSteps = async (stored: object) => {
      const waiting = await charge(await multipay(number), stored, { threeds: { source: 'CLOVER', browser_info } })
      expect([waiting.body.state, waiting.body.warning_message]).toEqual(['requires_action', undefined])
      await server.call('PUT', `/v1/charges/${waiting.body.id}`, { body: { description: 'Meanwhile' } })
      const threeds = { source: 'CLOVER', flow_status: 'METHOD_COMPLETE' }
      const { body } = await server.call('POST', '/v1/charges/finalize_payment', {
        body: { charge_id: waiting.body.id, threeds },
      })
      expect(body.state).toBe('captured')
      return (await server.call('GET', `/v1/charges/${body.id}`)).body
    }
    expect(await throughSteps(SUBSEQUENT)).toMatchObject({ warning_message: WARNING, description: 'Meanwhile' })
    expect(await throughSteps(FIRST)).not.toHaveProperty('warning_message')
    expect(await throughSteps(SUBSEQUENT)).not.toHaveProperty('warning_message')
  })

  test('TOK-38: payments are told yes or no, and never the fingerprint', async () => {
    const number = newNumber()
    await charge(await multipay(number), FIRST)
    const source = await multipay(number)
    const { text } = await charge(source, SUBSEQUENT)
    const { rows } = await server.databases.owner.query<{ hex: string; kept: number; told: string }>(
      `select encode(t.fingerprint, 'hex') as hex,
         (select count(*)::int from vault.send where first_of = t.fingerprint) as kept,
         (select string_agg(c::text, '') from payments.charge c) ||
           (select string_agg(a::text, '') from payments.attempt a) as told
       from vault.token t where t.id = $1`,
      [source],
    )
    expect(rows[0]!.kept).toBe(1)
    expect(text + rows[0]!.told).not.toContain(rows[0]!.hex)
    await expect(server.databases.services.query('select first_of from vault.send')).rejects.toMatchObject({
      code: '42501',
    })
  })
})

describe('CHG-10: stored_credentials are passed on', () => {
  test('CHG-10: to the issuer, who may refuse what the merchant initiates', async () => {
    const number = '4000000090000110'
    expect((await charge(await multipay(number), FIRST)).status).toBe(200)
    const byMerchant = await charge(await multipay(number), { ...SUBSEQUENT, initiator: 'MERCHANT' })
    expect([byMerchant.status, byMerchant.body.error.decline_code]).toEqual([402, 'authentication_required'])
    expect((await charge(await multipay(number), { ...SUBSEQUENT, initiator: 'CARDHOLDER' })).status).toBe(200)
  })

  test('CHG-10: to the issuer, who may refuse what is not the first', async () => {
    const card = { exp_month: '05', exp_year: '2098' }
    expect((await charge(await multipay(newNumber(), card), FIRST)).status).toBe(200)
    const again = await charge(await multipay(newNumber(), card), SUBSEQUENT)
    expect([again.status, again.body.error.decline_code]).toEqual([402, 'authorization_revoked'])
  })

  test('CHG-10: with a single-pay token, which stays single-pay', async () => {
    const source = await server.token({ number: newNumber() })
    const { body } = await charge(source, FIRST)
    expect(body.stored_credentials).toEqual(FIRST)
    expect((await charge(source, SUBSEQUENT)).body.error.code).toBe('token_already_used')
  })

  test.each([
    ['is_scheduled', { ...FIRST, is_scheduled: 'often' }, 'stored_credentials.is_scheduled'],
    ['initiator', { ...FIRST, initiator: 'ISSUER' }, 'stored_credentials.initiator'],
    [
      'bill_pay_indicator',
      { ...FIRST, installment_info: { bill_pay_indicator: 'OFTEN' } },
      'stored_credentials.installment_info.bill_pay_indicator',
    ],
    [
      'total_count',
      { ...FIRST, installment_info: { total_count: 1.5 } },
      'stored_credentials.installment_info.total_count',
    ],
  ])('CHG-10 %s: of a wrong form is 400', async (_name, stored, param) => {
    const { status, body } = await charge(await server.token(), stored)
    expect([status, body.error.code, body.error.param]).toEqual([400, 'invalid_request', param])
  })
})
