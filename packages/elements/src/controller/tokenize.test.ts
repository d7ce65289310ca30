import { afterEach, expect, test, vi } from 'vitest'
import type { Answer } from './test-support.ts'
import { answering, errorBody, frameId, REQUEST_ID, sessionBody, start, TOKEN, tokenBody } from './test-support.ts'

let world: ReturnType<typeof start>
const begun = (answers: Parameters<typeof start>[0] = {}) => {
  world = start(answers)
  world.begin()
  return world
}
afterEach(() => {
  world.stop()
  vi.useRealTimers()
})

/** The result of a call with three good fields to which the vault answers so. */
async function resultOf(...tokens: Answer[]) {
  const { page, cardFields, tokenize } = begun({ tokens })
  cardFields()
  tokenize()
  return page.next('result')
}

test('6.2: sealed values go to the vault as they came, clear ones beside them, and the token comes back', async () => {
  const { page, vault, cardFields, tokenize } = begun()
  cardFields({ CARD_DATE: '122030', CARD_POSTAL_CODE: '94041' })
  tokenize()
  expect(await page.next('result')).toEqual({
    t: 'result',
    call: 1,
    token: TOKEN,
    card: {
      brand: 'VISA',
      first6: '424242',
      last4: '4242',
      exp_month: '12',
      exp_year: '2030',
      address_zip: '94041',
    },
    requestId: REQUEST_ID,
  })
  const [post] = vault.to('/v1/tokens')
  const { elements, ...body } = post!.body as { elements: { attempt: string } }
  expect(body).toEqual({
    card: {
      number_jwe: 'jwe-number-trf_es_1',
      cvv_jwe: 'jwe-code-trf_es_1',
      exp_month: '12',
      exp_year: '2030',
      address_zip: '94041',
    },
  })
  expect(elements).toEqual({ session: 'trf_es_1', attempt: elements.attempt, sdk: '1.0.0' })
  expect(post!.headers['idempotency-key']).toBe(elements.attempt)
})

test('SDK-37: name and billing of the page are sent where no field for them is mounted', async () => {
  const { page, vault, cardFields, tokenize } = begun()
  cardFields({ CARD_DATE: '122030' })
  const billing = { address_zip: '10001', address_line1: '1 Main St', phone: '555 123 4567' }
  tokenize({ name: 'A Holder', billing, multipay: true })
  await page.next('result')
  expect(vault.to('/v1/tokens')[0]!.body).toMatchObject({
    multipay: true,
    card: { name: 'A Holder', address_line1: '1 Main St', phone: '555 123 4567' },
  })
  // Its field is mounted and was left empty.
  expect(vault.to('/v1/tokens')[0]!.body.card).not.toHaveProperty('address_zip')
})

test('SDK-37: a mounted name field wins over the name of the page, also when it is empty', async () => {
  for (const [typed, sent] of [
    ['Ann Holder', 'Ann Holder'],
    ['', undefined],
  ] as const) {
    const { page, vault, field, cardFields, tokenize } = begun()
    cardFields({ CARD_DATE: '122030' })
    answering(field('name', ['CARD_NAME']), () => ({ jwes: {}, plain: typed ? { CARD_NAME: typed } : {} }))
    tokenize({ name: 'Of the page', frames: ['number', 'date', 'code', 'name'].map(frameId) })
    await page.next('result')
    expect((vault.to('/v1/tokens')[0]!.body.card as { name?: string }).name).toBe(sent)
  }
})

test('SDK-51: a gift card is asked for with its own two values', async () => {
  const body = { id: TOKEN, object: 'token', type: 'gift_card', giftCard: { last4: '0266' } }
  const { page, vault, field, tokenize } = begun({ tokens: [{ body }] })
  answering(field('gift', ['GIFT_CARD_NUMBER', 'GIFT_CARD_SECURITY_CODE']), () => ({
    jwes: { GIFT_CARD_NUMBER: 'n', GIFT_CARD_SECURITY_CODE: 'c' },
    plain: {},
  }))
  tokenize({ kind: 'gift_card', frames: [frameId('gift')] })
  expect(await page.next('result')).toMatchObject({ token: TOKEN, card: { brand: 'GIFT_CARD', last4: '0266' } })
  expect(vault.to('/v1/tokens')[0]!.body.gift_card).toEqual({ number_jwe: 'n', security_code_jwe: 'c' })
})

test('6.2 step 4: all wrong fields are told in their own words, and nothing is posted', async () => {
  const { page, vault, field, tokenize } = begun()
  const fields: ReturnType<typeof field>[] = []
  for (const [name, key, code] of [
    ['number', 'CARD_NUMBER', 'required'],
    ['code', 'CARD_CVV', 'incomplete'],
  ] as const) {
    const joined = field(name, [key])
    fields.push(joined)
    void joined.next('seal').then(() => {
      joined.say({ t: 'wrong', call: 1, errors: [{ key, code, error: `${name} is ${code}` }] })
    })
  }
  answering(field('date', ['CARD_DATE']), () => ({ jwes: {}, plain: { CARD_DATE: '122030' } }))
  tokenize()
  expect(await page.next('result')).toEqual({
    t: 'result',
    call: 1,
    errors: { CARD_NUMBER: 'number is required', CARD_CVV: 'code is incomplete' },
    codes: { CARD_NUMBER: 'required', CARD_CVV: 'incomplete' },
  })
  expect(vault.to('/v1/tokens')).toHaveLength(0)
  // Each of them knows already.
  await new Promise(resolve => setTimeout(resolve, 20))
  expect(fields.flatMap(({ heard }) => heard).filter(({ t }) => t === 'wrong')).toEqual([])
})

test.each([
  [400, 'invalid_number', undefined, 'CARD_NUMBER', 'invalid', 'Card number is invalid.'],
  [400, 'incorrect_number', undefined, 'CARD_NUMBER', 'invalid', 'Card number is invalid.'],
  [400, 'invalid_request', 'card.number', 'CARD_NUMBER', 'invalid', 'Card number is invalid.'],
  [400, 'invalid_request', 'card.number_jwe', 'CARD_NUMBER', 'invalid', 'Card number is invalid.'],
  [400, 'invalid_card_type', undefined, 'CARD_NUMBER', 'unsupported_brand', 'This card type is not accepted.'],
  [400, 'invalid_expiry_month', undefined, 'CARD_DATE', 'invalid', 'Card expiry is invalid.'],
  [400, 'invalid_expiry_year', undefined, 'CARD_DATE', 'invalid', 'Card expiry is invalid.'],
  [400, 'expired_card', undefined, 'CARD_DATE', 'expired', 'Card expiry is in the past.'],
  [400, 'invalid_cvc', undefined, 'CARD_CVV', 'invalid', 'Card CVV is invalid.'],
  [400, 'incorrect_cvc', undefined, 'CARD_CVV', 'invalid', 'Card CVV is invalid.'],
  [401, 'invalid_api_key', undefined, 'FORM', 'key_unknown', 'Card payment is not available right now.'],
  [403, 'origin_not_registered', undefined, 'FORM', 'origin_not_registered', /not available/],
  [403, 'multipay_not_allowed', undefined, 'FORM', 'multipay_not_allowed', /not available/],
  [403, 'merchant_mismatch', undefined, 'FORM', 'merchant_mismatch', /not available/],
  [403, 'merchant_inactive', undefined, 'FORM', 'processing', /could not be processed/],
  [429, 'rate_limit', undefined, 'FORM', 'rate_limited', /Too many attempts/],
  [400, 'invalid_request', 'card.name', 'FORM', 'processing', /could not be processed/],
  [400, 'invalid_encrypted_card', undefined, 'FORM', 'processing', /could not be processed/],
  [500, 'processing_error', undefined, 'FORM', 'processing', /could not be processed/],
])('SDK-49: %s %s (%s) is %s %s', async (status, code, param, key, told, words) => {
  const { errors, codes, requestId, token } = await resultOf({ status, body: errorBody(code, param) })
  expect(codes).toEqual({ [key]: told })
  expect((errors as Record<string, string>)[key]).toMatch(words)
  expect({ requestId, token }).toEqual({ requestId: REQUEST_ID, token: undefined })
})

test('SDK-49: a field that the vault has named is told', async () => {
  const { page, field, tokenize } = begun({ tokens: [{ status: 400, body: errorBody('expired_card') }] })
  const date = field('date', ['CARD_DATE'])
  answering(date, () => ({ jwes: {}, plain: { CARD_DATE: '012020' } }))
  tokenize({ frames: [frameId('date')] })
  await page.next('result')
  expect(await date.next('wrong')).toEqual({ t: 'wrong', key: 'CARD_DATE', code: 'expired' })
})

test.each([
  ['no JSON', '<html>'],
  ['no token', { ...tokenBody(), id: undefined }],
  ['a token of another form', { ...tokenBody(), id: 'tok_1234567890123456789012345' }],
  ['no card', { ...tokenBody(), card: undefined }],
  ['an unknown brand', tokenBody({ brand: 'OTHER' })],
  ['an empty brand', tokenBody({ brand: '' })],
  ['too many digits', tokenBody({ last4: '42424' })],
  ['numbers for strings', tokenBody({ exp_year: 2030 })],
])('6.3: an answer with %s is a failure', async (_, body) => {
  expect(await resultOf({ body })).toMatchObject({ codes: { FORM: 'processing' }, requestId: REQUEST_ID })
})

test('SEC-29: a postal code too long for the net is left out, and the token still comes', async () => {
  const result = await resultOf({ body: tokenBody({ address_zip: '12345-6789' }) })
  expect(result.token).toBe(TOKEN)
  expect(result.card).not.toHaveProperty('address_zip')
})

test.each([['network' as const], [{ status: 502 }], [{ status: 503 }], [{ status: 504 }]])(
  'SDK-43: after %j it is tried once more, with the same attempt',
  async failing => {
    const result = await resultOf(failing, { body: tokenBody() })
    expect(result.token).toBe(TOKEN)
    const [first, second] = world.vault.to('/v1/tokens')
    expect(second!.body).toEqual(first!.body)
    expect(second!.headers).toEqual(first!.headers)
  },
)

test('SDK-43: and not a third time', async () => {
  for (const failing of ['network', { status: 503 }] as const) {
    expect(await resultOf(failing)).toMatchObject({ codes: { FORM: 'network' } })
    expect(world.vault.to('/v1/tokens')).toHaveLength(2)
    world.stop()
  }
})

test('SDK-44: two calls have two attempts', async () => {
  const { page, vault, cardFields, tokenize } = begun()
  cardFields()
  for (const call of [1, 2]) {
    tokenize({ call })
    await page.next('result')
  }
  const [first, second] = vault.to('/v1/tokens').map(({ headers }) => headers['idempotency-key'])
  expect(first).not.toBe(second)
})

test.each(['session_expired', 'encryption_key_unknown'])(
  'SDK-49: after %s the session is renewed once, unseen, and the values are sealed for it',
  async code => {
    const { page, vault, cardFields, tokenize } = begun({
      session: [{ body: sessionBody('trf_es_1') }, { body: sessionBody('trf_es_2') }],
      tokens: [{ status: 400, body: errorBody(code) }, { body: tokenBody() }],
    })
    cardFields()
    tokenize()
    expect(await page.next('result')).toMatchObject({ token: TOKEN })
    const [first, second] = vault.to('/v1/tokens').map(({ body }) => body as Record<string, Record<string, string>>)
    expect(second!.card!.number_jwe).toBe('jwe-number-trf_es_2')
    expect(second!.elements!.session).toBe('trf_es_2')
    expect(second!.elements!.attempt).toBe(first!.elements!.attempt)
  },
)

test('SDK-49: a session that ends again at once is not renewed for ever', async () => {
  expect(await resultOf({ status: 400, body: errorBody('session_expired') })).toMatchObject({
    codes: { FORM: 'processing' },
  })
  expect(world.vault.to('/v1/tokens')).toHaveLength(2)
})

test('SDK-61: a call waits for fields that come later', async () => {
  const { page, cardFields, tokenize } = begun()
  tokenize()
  await page.next('session')
  cardFields()
  expect(await page.next('result')).toMatchObject({ token: TOKEN })
})

test('SDK-43: what takes too long is a timeout: fields, sealing, the vault', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
  const ended = async (ms: number) => {
    const result = world.page.next('result')
    await vi.advanceTimersByTimeAsync(ms - 100)
    expect(world.page.heard.some(({ t }) => t === 'result')).toBe(false)
    await vi.advanceTimersByTimeAsync(200)
    return result
  }
  begun()
  await world.page.next('session')
  world.tokenize()
  await new Promise(resolve => setImmediate(resolve))
  expect(await ended(8_000)).toMatchObject({ codes: { FORM: 'timeout' } })
  world.stop()

  begun()
  await world.page.next('session')
  await world.field('number', ['CARD_NUMBER']).next('welcome')
  world.tokenize({ frames: [frameId('number')] })
  await new Promise(resolve => setImmediate(resolve))
  expect(await ended(2_000)).toMatchObject({ codes: { FORM: 'timeout' } })
  world.stop()

  begun({ tokens: ['never'] })
  await world.page.next('session')
  world.cardFields()
  world.tokenize()
  while (world.vault.to('/v1/tokens').length === 0) await new Promise(resolve => setImmediate(resolve))
  expect(await ended(14_000)).toMatchObject({ codes: { FORM: 'timeout' } })
  expect(world.vault.to('/v1/tokens')).toHaveLength(2)
})

test('SDK-46: an aborted call stops its request and is not answered', async () => {
  const { page, vault, cardFields, tokenize } = begun({ tokens: ['never', { body: tokenBody() }] })
  cardFields()
  tokenize({ call: 1 })
  await vi.waitFor(() => expect(vault.to('/v1/tokens')).toHaveLength(1))
  page.port.postMessage({ t: 'abort', call: 1 })
  await vi.waitFor(() => expect(vault.to('/v1/tokens')[0]!.signal.aborted).toBe(true))
  tokenize({ call: 2 })
  expect(await page.next('result')).toMatchObject({ call: 2, token: TOKEN })
})

test('SEC-3: the key is in a header and nowhere else', async () => {
  await resultOf({ body: tokenBody() })
  for (const { url, body, headers } of world.vault.seen) {
    expect(url + JSON.stringify(body)).not.toContain('public-key')
    expect(headers.apikey).toBe('public-key')
  }
})

test('6.2: a postal code that settings require is a named error when no field and no argument gives it, and nothing is sent', async () => {
  const session: Answer[] = [{ body: sessionBody('s', { postal_code: 'required' }) }]
  const { page, vault, field, tokenize } = begun({ session })
  const jwes = { CARD_NUMBER: 'jwe-number', CARD_CVV: 'jwe-code' }
  answering(field('number', ['CARD_NUMBER', 'CARD_DATE', 'CARD_CVV']), () => ({ jwes, plain: { CARD_DATE: '122030' } }))
  const frames = [frameId('number')]
  tokenize({ frames })
  expect(await page.next('result')).toMatchObject({
    errors: { CARD_POSTAL_CODE: 'Card postal code is required' },
    codes: { CARD_POSTAL_CODE: 'not_mounted' },
  })
  expect(vault.to('/v1/tokens')).toEqual([])
  tokenize({ call: 2, frames, billing: { address_zip: '94041' } })
  expect(await page.next('result')).toMatchObject({ call: 2, token: TOKEN })
})
