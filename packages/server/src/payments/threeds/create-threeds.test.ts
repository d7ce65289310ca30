import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { BROWSER, CARDS, CLOVER, openShop, PROOF } from './threeds.test-support.ts'
import type { Shop } from './threeds.test-support.ts'

let shop: Shop
beforeAll(async () => {
  shop = await openShop()
})
afterAll(() => shop.server.close())

const NON_CLOVER = { source: 'NON_CLOVER', authentication_result: PROOF }
const proof = (changes: object) => ({ ...NON_CLOVER, authentication_result: { ...PROOF, ...changes } })
const browser = (changes: object) => ({ ...CLOVER, browser_info: { ...BROWSER, ...changes } })

describe('6.5: every row of the request table', () => {
  const info = 'threeds.browser_info'
  const result = 'threeds.authentication_result'
  test.each([
    ['threeds that is no object', 'CLOVER', 'invalid_request', 'threeds'],
    ['source absent', { browser_info: BROWSER }, 'parameter_missing', 'threeds.source'],
    ['source unknown', { source: 'OTHER' }, 'invalid_request', 'threeds.source'],
    ['browser_info absent', { source: 'CLOVER' }, 'parameter_missing', info],
    ['browser_info null', { source: 'CLOVER', browser_info: null }, 'parameter_missing', info],
    ['browser_info a text', { source: 'CLOVER', browser_info: 'x' }, 'invalid_request', info],
    ['no user agent', browser({ browser_user_agent: undefined }), 'parameter_missing', `${info}.browser_user_agent`],
    ['no accept', browser({ browser_accept_header: undefined }), 'parameter_missing', `${info}.browser_accept_header`],
    ['an object as language', browser({ browser_language: {} }), 'invalid_request', `${info}.browser_language`],
    ['a boolean', browser({ browser_java_enabled: true }), 'invalid_request', `${info}.browser_java_enabled`],
    ['authentication_result absent', { source: 'NON_CLOVER' }, 'parameter_missing', result],
    ['status absent', proof({ status: undefined }), 'parameter_missing', `${result}.status`],
    ['status N', proof({ status: 'N' }), 'invalid_request', `${result}.status`],
    ['eci absent', proof({ eci: undefined }), 'parameter_missing', `${result}.eci`],
    ['eci of one digit', proof({ eci: '5' }), 'invalid_request', `${result}.eci`],
    ['eci a number', proof({ eci: 5 }), 'invalid_request', `${result}.eci`],
    ['cavv absent', proof({ cavv: undefined }), 'parameter_missing', `${result}.cavv`],
    ['cavv absent with A', proof({ status: 'A', cavv: undefined }), 'parameter_missing', `${result}.cavv`],
    ['cavv of 19 bytes', proof({ cavv: Buffer.alloc(19).toString('base64') }), 'invalid_request', `${result}.cavv`],
    ['cavv of 21 bytes', proof({ cavv: Buffer.alloc(21).toString('base64') }), 'invalid_request', `${result}.cavv`],
    ['cavv in hex', proof({ cavv: 'ab'.repeat(20) }), 'invalid_request', `${result}.cavv`],
    ['cavv with U', proof({ status: 'U' }), 'invalid_request', `${result}.cavv`],
    ['no ds id', proof({ ds_transaction_id: undefined }), 'parameter_missing', `${result}.ds_transaction_id`],
    ['ds id no UUID', proof({ ds_transaction_id: 'f25084f0' }), 'invalid_request', `${result}.ds_transaction_id`],
    ['no version', proof({ protocol_version: undefined }), 'parameter_missing', `${result}.protocol_version`],
    ['version 2.0.1', proof({ protocol_version: '2.0.1' }), 'invalid_request', `${result}.protocol_version`],
    ['version 1.0.2', proof({ protocol_version: '1.0.2' }), 'invalid_request', `${result}.protocol_version`],
    ['version 2.1', proof({ protocol_version: '2.1' }), 'invalid_request', `${result}.protocol_version`],
  ])('CHG-1 threeds: %s', async (_name, threeds, code, param) => {
    const answer = await shop.chargeCard(CARDS.ordinary, { threeds })
    expect(answer).toMatchObject({ status: 400, body: { error: { code, param, type: 'invalid_request_error' } } })
    expect(answer.body.error.charge).toBeUndefined()
  })

  test('CHG-1 threeds: numbers of browser_info are accepted, and the other source’s member is ignored', async () => {
    const threeds = {
      ...browser({ browser_screen_width: 1280, browser_tz: -120, browser_ip: '203.0.113.7' }),
      authentication_result: 'nonsense',
    }
    expect((await shop.chargeCard(CARDS.ordinary, { threeds })).status).toBe(200)
    const elsewhere = { ...NON_CLOVER, browser_info: 'nonsense' }
    expect((await shop.chargeCard(CARDS.ordinary, { threeds: elsewhere })).status).toBe(200)
  })

  test.each(['2.1.0', '2.2.0', '2.3.1', '3.0.0'])('CHG-1 threeds: protocol version %s', async version => {
    const threeds = proof({ protocol_version: version })
    expect((await shop.chargeCard(CARDS.ordinary, { threeds })).status).toBe(200)
  })

  test('6.1: CLOVER needs the feature, NON_CLOVER does not', async () => {
    await shop.server.settings({ features: { threeds: false } })
    const source = await shop.token(CARDS.ordinary)
    const refused = await shop.charge(source)
    expect(refused).toMatchObject({ status: 400, body: { error: { code: 'feature_not_enabled', param: 'threeds' } } })
    expect((await shop.charge('clv_1TSTSunknown')).body.error.code).toBe('resource_missing')
    expect((await shop.charge(source, { threeds: NON_CLOVER })).status).toBe(200)
    await shop.server.settings({ features: { threeds: true } })
  })
})

describe('what the merchant has authenticated', () => {
  test.each([
    ['Y', PROOF.cavv, 'AUTHENTICATION_SUCCESSFUL', 'PROTECTED'],
    ['A', PROOF.cavv, 'AUTHENTICATION_ATTEMPTED', 'PROTECTED'],
    ['U', undefined, 'AUTHENTICATION_UNAVAILABLE', 'NOT_PROTECTED'],
  ])('6.5: status %s is charged at once', async (status, cavv, result, liability) => {
    const { body } = await shop.chargeCard(CARDS.ordinary, { threeds: proof({ status, cavv }) })
    expect(body).toMatchObject({ state: 'captured', status: 'succeeded' })
    expect(body.threeds).toEqual({
      source: 'NON_CLOVER',
      validation_result: result,
      liability_protection_status: liability,
    })
    expect((await shop.read(body.id)).threeds).toEqual(body.threeds)
    expect(await shop.books(body.id)).toEqual(['sale'])
  })

  test('6.5: whatever the card would do with CLOVER', async () => {
    const { body } = await shop.chargeCard(CARDS.failed, { threeds: NON_CLOVER })
    expect(body).toMatchObject({ state: 'captured', threeds: { validation_result: 'AUTHENTICATION_SUCCESSFUL' } })
  })
})

describe('SBX-5 19.4: every row, with CLOVER', () => {
  test.each([
    ['4012000033330026', 'AUTHENTICATION_SUCCESSFUL', 'PROTECTED'],
    ['373953192351004', 'AUTHENTICATION_SUCCESSFUL', 'PROTECTED'],
    ['6011000990139424', 'AUTHENTICATION_SUCCESSFUL', 'PROTECTED'],
    [CARDS.ordinary, 'AUTHENTICATION_SUCCESSFUL', 'PROTECTED'],
    [CARDS.attempted, 'AUTHENTICATION_ATTEMPTED', 'PROTECTED'],
    [CARDS.unavailable, 'AUTHENTICATION_UNAVAILABLE', 'NOT_PROTECTED'],
  ])('%s: %s goes straight on to the issuer', async (number, result, liability) => {
    const answer = await shop.chargeCard(number)
    expect(answer).toMatchObject({ status: 200, body: { state: 'captured', paid: true } })
    expect(answer.body.threeds).toEqual({
      source: 'CLOVER',
      validation_result: result,
      liability_protection_status: liability,
    })
    expect(await shop.books(answer.body.id)).toEqual(['sale'])
  })

  test('an authenticated charge can be an authorization, and is captured like any other', async () => {
    const { body } = await shop.chargeCard(CARDS.ordinary, { capture: false })
    expect(body).toMatchObject({ state: 'authorized', captured: false })
    const captured = await shop.server.call('POST', `/v1/charges/${body.id}/capture`, { body: {} })
    expect(captured.body).toMatchObject({ state: 'captured', threeds: body.threeds })
  })

  test('6.5: the issuer may decline an authenticated card', async () => {
    const answer = await shop.chargeCard('4000000090000011')
    expect(answer).toMatchObject({ status: 402, body: { error: { decline_code: 'insufficient_funds' } } })
    expect(await shop.read(answer.body.error.charge)).toMatchObject({
      state: 'declined',
      threeds: { validation_result: 'AUTHENTICATION_SUCCESSFUL', liability_protection_status: 'PROTECTED' },
    })
  })

  test('4000000090000060: AUTHENTICATION_FAILED is a decline of which nothing was sent (CHG-4, CHG-31, TOK-33)', async () => {
    const source = await shop.token(CARDS.failed)
    const { status, body } = await shop.charge(source)
    expect(status).toBe(402)
    expect(body.error).toMatchObject({
      type: 'card_error',
      code: 'card_declined',
      decline_code: 'authentication_failed',
      advice_code: 'authenticate',
    })
    expect(body.error.network_code).toBeUndefined()
    const charge = await shop.read(body.error.charge)
    expect(charge).toMatchObject({ state: 'declined', status: 'failed', paid: false, failure_code: 'card_declined' })
    expect(charge.outcome).toEqual({
      network_status: 'not_sent_to_network',
      type: 'blocked',
      reason: 'authentication_failed',
      advice_code: 'authenticate',
    })
    expect(charge.threeds).toEqual({
      source: 'CLOVER',
      validation_result: 'AUTHENTICATION_FAILED',
      liability_protection_status: 'NOT_PROTECTED',
    })
    expect(await shop.books(charge.id)).toEqual([])
    expect((await shop.charge(source, { threeds: undefined })).status).toBe(200)
  })

  test('19.1: without threeds these numbers are approved, and show none', async () => {
    for (const number of [CARDS.failed, CARDS.challenge, CARDS.method]) {
      const { body } = await shop.chargeCard(number, { threeds: undefined })
      expect(body.state).toBe('captured')
      expect(body).not.toHaveProperty('threeds')
    }
  })
})

describe('a charge that waits for its shopper', () => {
  test('CHALLENGE_FLOW_REQUIRED: 200, requires_action, and where to send the shopper', async () => {
    const { status, body } = await shop.chargeCard(CARDS.challenge)
    expect(status).toBe(200)
    expect(body).toMatchObject({ state: 'requires_action', status: 'pending', paid: false, captured: false })
    for (const name of ['outcome', 'order', 'failure_code', 'ref_num', 'auth_code', 'pending_since']) {
      expect(body).not.toHaveProperty(name)
    }
    const uuid = expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
    expect(body.threeds).toEqual({
      source: 'CLOVER',
      validation_result: 'CHALLENGE_FLOW_REQUIRED',
      liability_protection_status: 'NOT_PROTECTED',
      data: {
        acs_url: expect.stringContaining(`${shop.server.running.origins.checkout}/`),
        acs_transaction_id: uuid,
        threeds_server_transaction_id: uuid,
        threeds_protocol_version: '2.2.0',
      },
    })
    expect(await shop.read(body.id)).toEqual(body)
  })

  test('THREEDS_METHOD_FLOW_REQUIRED: the same, with the addresses of the method', async () => {
    const { body } = await shop.chargeCard(CARDS.method)
    expect(body).toMatchObject({ state: 'requires_action', threeds: { liability_protection_status: 'NOT_PROTECTED' } })
    const { checkout } = shop.server.running.origins
    expect(body.threeds.data).toEqual({
      method_url: expect.stringContaining(`${checkout}/`),
      method_notification_url: expect.stringContaining(`${checkout}/`),
      threeds_server_transaction_id: expect.any(String),
      threeds_protocol_version: '2.2.0',
    })
  })

  test.each([CARDS.method, CARDS.challenge, CARDS.both, CARDS.challengeFails])(
    'CHG-19: %s has reserved no money and holds its token (TOK-35)',
    async number => {
      const source = await shop.token(number)
      const { body } = await shop.charge(source)
      expect(body.state).toBe('requires_action')
      expect(await shop.books(body.id)).toEqual([])
      expect((await shop.charge(source)).body.error.code).toBe('token_in_use')
      expect((await shop.charge(source, { threeds: undefined })).status).toBe(409)
    },
  )

  test('SBX-2: neither amount nor browser change what the number does', async () => {
    const amounts = [5, 90000005, 91000002]
    for (const amount of amounts)
      expect((await shop.chargeCard(CARDS.challenge, { amount })).body.state).toBe('requires_action')
    const threeds = browser({ browser_user_agent: 'curl' })
    expect((await shop.chargeCard(CARDS.challenge, { threeds })).body.state).toBe('requires_action')
  })

  test('6.4, 8.1: it can be neither captured nor refunded', async () => {
    const { body } = await shop.chargeCard(CARDS.challenge, { capture: false })
    const captured = await shop.server.call('POST', `/v1/charges/${body.id}/capture`, { body: {} })
    expect(captured.body.error.code).toBe('charge_not_capturable')
    const refunded = await shop.server.call('POST', '/v1/refunds', { body: { charge: body.id } })
    expect(refunded.body.error.code).toBe('charge_not_refundable')
  })

  test('CHG-27: an acquirer out of reach leaves no charge of a frictionless one, and its token is free', async () => {
    const source = await shop.token(CARDS.ordinary)
    const answer = await shop.charge(source, { amount: 91000001 })
    expect(answer).toMatchObject({ status: 503, body: { error: { code: 'acquirer_unavailable' } } })
    expect((await shop.charge(source)).status).toBe(200)
  })
})

describe('CHG-15: the filters of the list', () => {
  const ids = async (query: string) => {
    const { body } = await shop.server.call('GET', `/v1/charges?limit=100&${query}`)
    return (body.data as { id: string }[]).map(({ id }) => id)
  }

  test('is_threeds tells whether the charge has threeds; threeds_validation_result which', async () => {
    const plain = (await shop.chargeCard(CARDS.ordinary, { threeds: undefined })).body.id
    const passed = (await shop.chargeCard(CARDS.ordinary)).body.id
    const waiting = (await shop.chargeCard(CARDS.challenge)).body.id
    expect(await ids('is_threeds=true')).toEqual(expect.arrayContaining([passed, waiting]))
    expect(await ids('is_threeds=true')).not.toContain(plain)
    expect(await ids('is_threeds=false')).toContain(plain)
    expect(await ids('is_threeds=false')).not.toContain(passed)
    const challenges = await ids('threeds_validation_result=CHALLENGE_FLOW_REQUIRED')
    expect(challenges).toContain(waiting)
    expect(challenges).not.toContain(passed)
    expect(await ids('threeds_validation_result=AUTHENTICATION_FAILED&is_threeds=false')).toEqual([])
    expect(await ids('state=requires_action&threeds_validation_result=AUTHENTICATION_SUCCESSFUL')).toEqual([])
  })
})
