/** `POST /v1/tokens` with clear cards, rule by rule. */
import { describe, expect, test } from 'vitest'
import { at, call, CARD, createToken, refusal } from './support/client.ts'

const tokens = (body: unknown, headers: Record<string, string> = {}) =>
  call('POST', `${at.urls.vault}/v1/tokens`, { apikey: at.publicKey, body, headers })

describe('the reply', () => {
  test('TOK-12: two-digit month, four-digit year, texts as sent, absent ones left out', async () => {
    const { status, body } = await createToken({
      exp_month: 3,
      exp_year: '31',
      name: 'Ada  Lovelace',
      address_zip: ' 94085',
    })
    expect(status).toBe(200)
    expect(body).toMatchObject({ object: 'token', type: 'card', livemode: false, used: false })
    expect(body.card).toEqual({
      exp_month: '03',
      exp_year: '2031',
      first6: '424242',
      last4: '4242',
      brand: 'VISA',
      name: 'Ada  Lovelace',
      address_zip: ' 94085',
    })
    expect(Math.abs(body.created - Date.now())).toBeLessThan(60_000)
  })

  test('TOK-38: two tokens of one card share nothing', async () => {
    const [one, two] = await Promise.all([createToken(), createToken()])
    expect(one.body.id).not.toBe(two.body.id)
  })

  test('TOK-2: a body apiKey, a bearer header, a missing user agent and an idempotency key change nothing', async () => {
    const headers = { authorization: 'Bearer nobody', 'idempotency-key': 'not\tlooked at', 'user-agent': '' }
    const { status } = await tokens({ card: CARD, apiKey: 'x' }, { ...headers, 'idempotency-key': 'same' })
    const again = await tokens({ card: CARD, apiKey: 'x' }, { ...headers, 'idempotency-key': 'same' })
    expect([status, again.status]).toEqual([200, 200])
    expect(again.headers.get('idempotent-replayed')).toBeNull()
  })

  test('TOK-7: spaces and hyphens in the number do not count', async () => {
    expect((await createToken({ number: ' 4242-4242 4242--4242 ' })).body.card.last4).toBe('4242')
  })
})

describe('TOK-6: brands are told by number', () => {
  test.each([
    ['4242424242424242', 'VISA', '123'],
    ['5204245250003294', 'MC', '123'],
    ['2223003122003222', 'MC', '123'],
    ['378282246310005', 'AMEX', '1234'],
    ['6011361000006668', 'DISCOVER', '123'],
    ['30569309025904', 'DINERS_CLUB', '123'],
    ['3566002020360505', 'JCB', '123'],
    ['6200000000000005', 'UNIONPAY', '123'],
  ])('TOK-6, TOK-10: %s is %s, whatever brand is given', async (number, brand, cvv) => {
    const { body } = await createToken({ number, cvv, brand: brand === 'VISA' ? 'mastercard' : 'Visa' })
    expect(body.card.brand).toBe(brand)
  })
})

describe('TOK-8, TOK-9: what is refused, with which code', () => {
  const card = (changes: object) => ({ card: { ...CARD, ...changes } })
  test.each([
    ['no instrument', {}, '400 invalid_request'],
    ['card is no object', { card: 'x' }, '400 invalid_request'],
    ['no number', card({ number: undefined }), '400 invalid_request card.number'],
    ['empty number', card({ number: '' }), '400 invalid_request card.number'],
    ['number and encrypted_pan', card({ encrypted_pan: 'x' }), '400 invalid_request card.number'],
    ['number as JSON number', card({ number: 4242424242424242 }), '400 invalid_number card.number'],
    ['letters', card({ number: '4242x4242424242' }), '400 invalid_number card.number'],
    ['11 digits', card({ number: '42424242424' }), '400 invalid_number card.number'],
    ['20 digits', card({ number: '42424242424242424242' }), '400 invalid_number card.number'],
    ['brand outside the list', card({ brand: 'STORE' }), '400 invalid_card_type card.brand'],
    ['15 digits of a Visa', card({ number: '424242424242424' }), '400 incorrect_number card.number'],
    ['Luhn', card({ number: '4242424242424241' }), '400 incorrect_number card.number'],
    ['no brand', card({ number: '9999999999999995' }), '400 invalid_card_type'],
    ['a number that is no test card', card({ number: '4012888888881881' }), '400 live_data_in_sandbox card.number'],
    ['no month', card({ exp_month: null }), '400 invalid_expiry_month card.exp_month'],
    ['month 13', card({ exp_month: 13 }), '400 invalid_expiry_month card.exp_month'],
    ['month of three digits', card({ exp_month: '012' }), '400 invalid_expiry_month card.exp_month'],
    ['no year', card({ exp_year: undefined }), '400 invalid_expiry_year card.exp_year'],
    ['year of three digits', card({ exp_year: '203' }), '400 invalid_expiry_year card.exp_year'],
    ['year 2100', card({ exp_year: 2100 }), '400 invalid_expiry_year card.exp_year'],
    ['expired', card({ exp_month: 1, exp_year: 2020 }), '400 expired_card'],
    ['cvv of two digits', card({ cvv: '12' }), '400 invalid_cvc card.cvv'],
    ['cvv with letters', card({ cvv: '12a' }), '400 invalid_cvc card.cvv'],
    ['cvv of four digits for a Visa', card({ cvv: '1234' }), '400 incorrect_cvc card.cvv'],
    ['cvv of three digits for an Amex', card({ number: '378282246310005' }), '400 incorrect_cvc card.cvv'],
    ['name too long', card({ name: 'x'.repeat(128) }), '400 invalid_request card.name'],
    ['zip too long', card({ address_zip: 'x'.repeat(17) }), '400 invalid_request card.address_zip'],
    ['a card number as name', card({ name: 'Ada 4242 4242 4242 4242' }), '400 card_data_not_allowed card.name'],
  ])('%s', async (_name, body, expected) => {
    const answer = await tokens(body)
    expect(refusal(answer).startsWith(expected)).toBe(true)
    expect(answer.text).not.toMatch(/4242.?4242|40128888/)
  })

  test('TOK-8: the first fault in order is the one reported', async () => {
    const faults = { number: '4242424242424241', exp_month: 13, exp_year: 1, cvv: 'x', name: 1 }
    expect(refusal(await createToken(faults))).toContain('incorrect_number')
    expect(refusal(await createToken({ ...faults, number: CARD.number }))).toContain('invalid_expiry_month')
    expect(refusal(await createToken({ ...faults, number: CARD.number, exp_month: 1 }))).toContain(
      'invalid_expiry_year',
    )
    expect(refusal(await createToken({ ...faults, number: CARD.number, exp_month: 1, exp_year: 2020 }))).toContain(
      'expired_card',
    )
    expect(refusal(await createToken({ ...faults, number: CARD.number, exp_month: 1, exp_year: 2030 }))).toContain(
      'invalid_cvc',
    )
  })

  test.each([
    ['encrypted_pan', { card: { ...CARD, number: undefined, encrypted_pan: 'x' } }],
    ['encrypted_card', { encrypted_card: 'x' }],
    ['encryptedWallet', { encryptedWallet: {} }],
    ['ach', { ach: {} }],
  ])('what this version does not offer says so: %s', async (_name, body) => {
    expect(refusal(await tokens(body))).toMatch(/^400 feature_not_enabled/)
  })

  test.each([
    ['4000000090000128', '500 processing_error'],
    ['4000000090000136', '500 missing'],
    ['4000000090000144', '503 service_unavailable'],
  ])('SBX-5: a fault of the vault on demand, %s', async (number, expected) => {
    expect(refusal(await createToken({ number }))).toBe(expected)
  })
})

describe('the key', () => {
  test('ERR-8, KEY-1: a missing, unknown or private key is 401 with its scheme', async () => {
    for (const apikey of ['', 'b440034d6608697a8d41bed440e50454', at.privateKey, at.accessToken]) {
      const answer = await call('POST', `${at.urls.vault}/v1/tokens`, { body: { card: CARD }, headers: { apikey } })
      expect(refusal(answer)).toBe('401 unauthorized')
      expect(answer.headers.get('www-authenticate')).toBe('ApiKey')
    }
  })

  test('KEY-1: a public key is no bearer credential', async () => {
    expect(refusal(await call('GET', `${at.urls.ecommerce}/v1/charges`, { bearer: at.publicKey }))).toBe(
      '401 unauthorized',
    )
  })
})
