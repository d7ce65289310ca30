import { compactDecrypt, exportJWK, generateKeyPair } from 'jose'
import { build } from 'vite'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { formPage } from './support/form.ts'
import { FOUR_FIELDS, createToken, frameOf, ready, startWorld, typeCard } from './support/world.ts'
import type { Result, Shop, World } from './support/world.ts'

let world: World
beforeAll(async () => (world = await startWorld()))
afterAll(() => world.close())

interface Bound {
  elements: Record<string, string>
}
interface TokenBody extends Bound {
  card: Record<string, string>
}

/** The request for a token that the controller sent last. */
function lastRequest<T extends object = TokenBody>({ requests }: Shop): T & Bound {
  const sent = requests.filter(request => request.url().endsWith('/v1/tokens') && request.method() === 'POST')
  return sent.at(-1)!.postDataJSON() as T & Bound
}

/** Changes one bit in the middle of one part of a JWE. */
function flip(jwe: string, part: number): string {
  const parts = jwe.split('.')
  const bytes = Buffer.from(parts[part]!, 'base64url')
  bytes[bytes.length >> 1]! ^= 1
  parts[part] = bytes.toString('base64url')
  return parts.join('.')
}

test('BRT-58 SEC-18: 1,000 values sealed in a browser are opened by jose', async () => {
  const entry = new URL('../src/fields/seal.ts', import.meta.url).pathname
  const bundle = (await build({
    configFile: false,
    logLevel: 'silent',
    build: { write: false, minify: false, lib: { entry, name: 'seal', formats: ['iife'] } },
  })) as { output: { code: string }[] }[]
  const { publicKey, privateKey } = await generateKeyPair('ECDH-ES', { crv: 'P-256', extractable: true })
  const { page } = await world.open({ sdk: '', script: '' })
  // An origin on which browsers have WebCrypto is all that this needs.
  await page.addScriptTag({ content: bundle[0]!.output[0]!.code })
  const jwk = await exportJWK(publicKey)
  const sealed = (await page.evaluate(`Promise.all(Array.from({ length: 1000 }, async () => {
    const value = Array.from(crypto.getRandomValues(new Uint8Array(12 + Math.floor(Math.random() * 8))), n => n % 10).join('')
    const sealing = { value, padTo: 19, fld: 'card.number', attempt: 'a', session: 's', kid: 'k', jwk: ${JSON.stringify(jwk)} }
    return [value, await (typeof seal === 'function' ? seal : seal.sealValue)(sealing)]
  }))`)) as [string, string][]
  expect(sealed).toHaveLength(1000)
  for (const [value, jwe] of sealed) {
    const { plaintext } = await compactDecrypt(jwe, privateKey)
    expect(new TextDecoder().decode(plaintext)).toBe(value.padEnd(19))
  }
  for (const part of [0, 2, 3, 4]) await expect(compactDecrypt(flip(sealed[0]![1], part), privateKey)).rejects.toThrow()
})

test('BRT-58 SEC-15 SEC-16: the vault refuses a sealed value that was moved, replayed or changed', async () => {
  const shop = await world.open(FOUR_FIELDS)
  await ready(shop.page)
  await typeCard(shop.page)
  await createToken(shop.page)
  const first = lastRequest(shop)
  await createToken(shop.page)
  const { card, elements } = lastRequest(shop)
  const { number_jwe: number, cvv_jwe: code } = card
  const send = async (changes: object, of: object = elements) => {
    const headers = { apikey: world.server.facts.publicKey }
    const answer = await world.server.call('POST', '/v1/tokens', {
      headers,
      body: { card: { ...card, ...changes }, elements: of },
    })
    return [answer.status, answer.body.error?.code]
  }
  const refused = [400, 'invalid_encrypted_card']
  const fresh = (attempt: string) => ({ ...elements, attempt })
  // As it is, an attempt that a token came of gives that token again.
  expect((await send({}))[0]).toBe(200)
  expect(await send({}, fresh('another'))).toEqual(refused)
  expect(await send({ number_jwe: code, cvv_jwe: number }, fresh('swapped'))).toEqual(refused)
  expect(await send(first.card, fresh('replayed'))).toEqual(refused)
  const other = await world.server.call('POST', '/v1/elements/session', {
    body: { origin: world.shopOrigin, sdk: '1' },
    headers: { apikey: world.server.facts.publicKey },
  })
  expect(await send({}, { ...elements, session: other.body.session })).toEqual(refused)
})

test('BRT-60 SEC-19: after twenty attempts a session makes no more tokens', async () => {
  const shop = await world.open(FOUR_FIELDS)
  await ready(shop.page)
  await typeCard(shop.page)
  const session = (): string => lastRequest(shop).elements.session!
  await createToken(shop.page)
  const first = session()
  const codes = (await shop.page.evaluate(`(async () => {
    const codes = []
    for (let at = 0; at < 20; at++) codes.push((await clover.createToken()).codes?.FORM)
    return codes
  })()`)) as (string | undefined)[]
  expect(session()).toBe(first)
  expect(codes.slice(0, 19)).toEqual(Array.from({ length: 19 }, () => undefined))
  expect(codes[19]).toBe('rate_limited')
})

test('BRT-60 SEC-19: a loop that makes tokens by another form has another session, with attempts of its own; the first stays limited', async () => {
  const shop = await world.open(FOUR_FIELDS)
  await ready(shop.page)
  await typeCard(shop.page)
  const loop = (calls: number) =>
    shop.page.evaluate(`(async () => {
      const ends = []
      for (let at = 0; at < ${calls}; at++) ends.push((await clover.createToken()).codes?.FORM ?? 'token')
      return ends
    })()`) as Promise<string[]>
  const allowed = Array.from({ length: 20 }, () => 'token')
  expect(await loop(22)).toEqual([...allowed, 'rate_limited', 'rate_limited'])
  const first = lastRequest(shop).elements.session
  await shop.page.evaluate(`{
    window.limited = clover
    window.clover = new Clover(KEY)
    const elements = clover.elements()
    for (const [type, id] of [['CARD_NUMBER', 'number2'], ['CARD_DATE', 'date2'], ['CARD_CVV', 'cvv2'], ['CARD_POSTAL_CODE', 'zip2']]) {
      const place = document.createElement('div')
      place.id = id
      document.body.append(place)
      elements.create(type).mount(place)
    }
  }`)
  await ready(shop.page)
  await typeCard(shop.page, { number2: '4242424242424242', date2: '1230', cvv2: '123', zip2: '94041' })
  expect(await loop(21)).toEqual([...allowed, 'rate_limited'])
  expect(lastRequest(shop).elements.session).not.toBe(first)
  const { codes } = (await shop.page.evaluate('limited.createToken()')) as Result
  expect(codes).toEqual({ FORM: 'rate_limited' })
}, 60_000)

/** Sealed values of an attempt that the vault has not seen: the post was stopped on its way. */
async function unspent(): Promise<TokenBody> {
  const shop = await world.open(FOUR_FIELDS)
  await ready(shop.page)
  await typeCard(shop.page)
  await shop.context.route('**/v1/tokens', route => route.abort())
  expect((await createToken(shop.page)).codes).toEqual({ FORM: 'network' })
  return lastRequest(shop)
}

test('BRT-58 SEC-15 SEC-16: a sealed number offered as code, and a code as number, is refused though attempt and session are its own', async () => {
  const { card, elements } = await unspent()
  const { number_jwe: number, cvv_jwe: code } = card
  const send = async (changes: object) => {
    const headers = { apikey: world.server.facts.publicKey }
    const body = { card: { ...card, ...changes }, elements }
    const answer = await world.server.call('POST', '/v1/tokens', { headers, body })
    return [answer.status, answer.body.error?.code]
  }
  const refused = [400, 'invalid_encrypted_card']
  expect(await send({ cvv_jwe: number })).toEqual(refused)
  expect(await send({ number_jwe: code })).toEqual(refused)
  expect(await send({ number_jwe: code, cvv_jwe: number })).toEqual(refused)
  for (const part of [1, 2, 3, 4]) {
    if (number!.split('.')[part] === '') continue
    expect(await send({ number_jwe: flip(number!, part) })).toEqual(refused)
  }
  // In their own places the same values of the same attempt are good: nothing else was wrong with them.
  expect((await send({}))[0]).toBe(200)
})

test('BRT-58 SEC-15 SEC-16: a card number sealed as number of a gift card, and the reverse, is refused for nothing but what it was sealed as', async () => {
  const number = '4242424242424242'
  const shop = await world.open({
    body: '<div id="gift"></div>',
    script: `window.clover = new Clover(KEY); clover.elements().create('GIFT_CARD_ELEMENTS').mount('#gift')`,
  })
  await ready(shop.page)
  await frameOf(shop.page, 'gift').locator('#gift-card-number').click()
  await shop.page.keyboard.type(number)
  await shop.context.route('**/v1/tokens', route => route.abort())
  await shop.page.evaluate('clover.createGiftCardToken()')
  const gift = lastRequest<{ gift_card: Record<string, string> }>(shop)
  const card = await unspent()
  const send = async (body: object) => {
    const headers = { apikey: world.server.facts.publicKey }
    const answer = await world.server.call('POST', '/v1/tokens', { headers, body })
    return [answer.status, answer.body.error?.code, answer.body.error?.param]
  }
  // Lengths, session, attempt and key are right in both.
  const { cvv_jwe: _, ...rest } = card.card
  const asCard = { card: { ...rest, number_jwe: gift.gift_card.number_jwe! }, elements: gift.elements }
  expect(await send(asCard)).toEqual([400, 'invalid_encrypted_card', 'card.number_jwe'])
  const asGift = { gift_card: { number_jwe: card.card.number_jwe! }, elements: card.elements }
  expect(await send(asGift)).toEqual([400, 'invalid_encrypted_card', 'gift_card.number_jwe'])
  expect((await send(gift))[0]).toBe(200)
  expect((await send(card))[0]).toBe(200)
})

const keyOf = (jwe: string): string =>
  (JSON.parse(Buffer.from(jwe.split('.')[0]!, 'base64url').toString()) as { kid: string }).kid

test('BRT-59 SEC-20: the vault has a new key while the form is open, and the form still gets a token; the next form uses the new one', async () => {
  const published = async (): Promise<string[]> => {
    const { body } = await world.server.call('GET', '/.well-known/trefoil-card-keys.json')
    return (body as { keys: { kid: string }[] }).keys.map(({ kid }) => kid)
  }
  const shop = await world.open(FOUR_FIELDS)
  await ready(shop.page)
  await typeCard(shop.page)
  const [old] = await published()

  // A day passes for the key. The vault looks again when it is asked for one that it does not know.
  await world.server.databases.vault.query(
    `update vault.card_key set created_at = created_at - interval '24 hours', not_after = not_after - interval '24 hours'`,
  )
  const { card, elements } = await unspent()
  const [, ...rest] = card.number_jwe!.split('.')
  const header = JSON.parse(Buffer.from(card.number_jwe!.split('.')[0]!, 'base64url').toString()) as object
  const strange = [Buffer.from(JSON.stringify({ ...header, kid: 'x'.repeat(43) })).toString('base64url'), ...rest]
  const asked = await world.server.call('POST', '/v1/tokens', {
    headers: { apikey: world.server.facts.publicKey },
    body: { card: { ...card, number_jwe: strange.join('.') }, elements },
  })
  expect([asked.status, asked.body.error.code]).toEqual([400, 'encryption_key_unknown'])
  const [fresh, ...others] = await published()
  expect(fresh).not.toBe(old)
  expect(others).toEqual([old])

  const { token } = await createToken(shop.page)
  expect(token).toMatch(/^clv_/)
  expect(keyOf(lastRequest(shop).card.number_jwe!)).toBe(old)
  const charge = await world.server.call('POST', '/v1/charges', {
    body: { amount: 100, currency: 'usd', source: token },
  })
  expect(charge.status).toBe(200)

  const next = await world.open(formPage())
  await ready(next.page)
  await typeCard(next.page)
  expect(await createToken(next.page)).toHaveProperty('token')
  expect(keyOf(lastRequest(next).card.number_jwe!)).toBe(fresh)
})
