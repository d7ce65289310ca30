/** The main job: an OAuth token becomes an API key, a card becomes a token, a token becomes a charge. */
import { describe, expect, test } from 'vitest'
import { at, call, CARD, charge, createToken, refusal, token } from './support/client.ts'

describe('the API-only flow', () => {
  test('PAK-1, TOK-12, CHG-1: key, token, charge, one after the other', async () => {
    const key = await call('GET', `${at.urls.ecommerce}/pakms/apikey`, { bearer: at.accessToken })
    expect(key.status).toBe(200)
    expect(Object.keys(key.body).toSorted()).toEqual(
      ['active', 'apiAccessKey', 'createdTime', 'developerAppUuid', 'merchantUuid', 'modifiedTime'].toSorted(),
    )
    expect(key.body).toMatchObject({ merchantUuid: at.merchantId, developerAppUuid: at.appId, active: true })

    const made = await createToken({}, {}, key.body.apiAccessKey)
    expect(made.status).toBe(200)
    expect(made.body.id).toMatch(/^clv_1TSTS[1-9A-HJ-NP-Za-km-z]{19}$/)

    const paid = await charge({ source: made.body.id })
    expect(paid.status).toBe(200)
    expect(paid.body).toMatchObject({ amount: 1100, paid: true, captured: true, status: 'succeeded' })

    const read = await call('GET', `${at.urls.ecommerce}/v1/charges/${paid.body.id}`, { bearer: at.accessToken })
    expect(read.body).toEqual(paid.body)
  })

  test('KEY-1, KEY-5: a merchant does the same with its own key pair, on a token of any of its keys', async () => {
    const source = await token()
    const paid = await call('POST', `${at.urls.ecommerce}/v1/charges`, {
      bearer: at.privateKey,
      body: { amount: 1, currency: 'usd', source },
    })
    expect(paid.status).toBe(200)
  })

  test('PAK-4: a private key asks for no API key', async () => {
    expect(refusal(await call('GET', `${at.urls.ecommerce}/pakms/apikey`, { bearer: at.privateKey }))).toBe(
      '403 oauth_token_required',
    )
  })

  test('PAK-1: the key is served under its alias and by the platform too, always the same', async () => {
    const urls = [
      `${at.urls.ecommerce}/pakms/apikey`,
      `${at.urls.ecommerce}/v1/pakms/apikey`,
      `${at.urls.platform}/pakms/apikey`,
    ]
    const answers = await Promise.all(urls.map(url => call('GET', url, { bearer: at.accessToken })))
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1)
  })

  test('PAK-3: without a good credential the body is the bare word', async () => {
    for (const headers of [{}, { authorization: 'Bearer nobody' }, { authorization: 'Basic eDp5' }] as Record<
      string,
      string
    >[]) {
      const answer = await call('GET', `${at.urls.ecommerce}/pakms/apikey`, { headers })
      expect([answer.status, answer.headers.get('content-type'), answer.text]).toEqual([
        401,
        'text/plain; charset=utf-8',
        'Unauthorized',
      ])
    }
  })

  test('CHG-17: authorize, capture less, a second capture is refused', async () => {
    const authorized = await charge({ source: await token(), capture: false })
    expect(authorized.body).toMatchObject({ state: 'authorized', captured: false })
    const url = `${at.urls.ecommerce}/v1/charges/${authorized.body.id}/capture`
    const captured = await call('POST', url, { bearer: at.accessToken, body: { amount: 500 } })
    expect(captured.body).toMatchObject({ state: 'partially_captured', amount_captured: 500 })
    expect(refusal(await call('POST', url, { bearer: at.accessToken }))).toBe('400 charge_already_captured')
  })

  test('TOK-32, TOK-33: reuse after a decline works, after a success it does not', async () => {
    const source = await token({ number: '4000000090000102' })
    expect(refusal(await charge({ source }))).toBe('402 card_declined')
    expect((await charge({ source })).status).toBe(200)
    expect(refusal(await charge({ source }))).toBe('400 token_already_used source')
  })

  test('LST-1: the list begins with the newest charge', async () => {
    const { body } = await charge({ source: await token() })
    const list = await call('GET', `${at.urls.ecommerce}/v1/charges?limit=1`, { bearer: at.accessToken })
    expect(list.body).toMatchObject({ object: 'list', url: '/v1/charges', has_more: true })
    expect(list.body.data[0].id).toBe(body.id)
  })

  test('TOK-43: a token can be read, before and after its use', async () => {
    const id = await token({ address_zip: '94085' })
    const read = () => call('GET', `${at.urls.ecommerce}/v1/tokens/${id}`, { bearer: at.accessToken })
    const before = (await read()).body
    expect(before).toMatchObject({
      id,
      object: 'token',
      used: false,
      tokenMeta: { tokenStatus: 'NEW', tokenType: 'ONEOFF', tokenProvider: 'MOCK' },
    })
    expect(before.cloverToken).toMatchObject({ tokenValue: id, merchantUuid: at.merchantId })
    await charge({ source: id })
    expect((await read()).body).toMatchObject({ used: true, tokenMeta: { tokenStatus: 'VERIFIED' } })
  })

  test('GEN-19: no answer on the way shows more of the number than its ends', async () => {
    const made = await createToken()
    const answers = [
      made,
      await charge({ source: made.body.id }),
      await charge({ source: made.body.id, description: CARD.number }),
    ]
    for (const { text } of answers) expect(text).not.toContain(CARD.number)
  })
})
