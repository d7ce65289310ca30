import { compactDecrypt, exportJWK, generateKeyPair } from 'jose'
import { build } from 'vite'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { FOUR_FIELDS, createToken, ready, startWorld, typeCard } from './support/world.ts'
import type { Shop, World } from './support/world.ts'

let world: World
beforeAll(async () => (world = await startWorld()))
afterAll(() => world.close())

interface TokenBody {
  card: Record<string, string>
  elements: Record<string, string>
}

/** The request for a token that the controller sent last. */
function lastRequest({ requests }: Shop): TokenBody {
  const sent = requests.filter(request => request.url().endsWith('/v1/tokens') && request.method() === 'POST')
  return sent.at(-1)!.postDataJSON() as TokenBody
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
