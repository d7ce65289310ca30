import { compactDecrypt, exportJWK, generateKeyPair } from 'jose'
import { expect, test } from 'vitest'
import { concatKdf } from './concat-kdf.ts'
import { sealValue } from './seal.ts'
import type { Sealing, VaultKey } from './seal.ts'

const fromBase64url = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'base64url'))

async function vault() {
  const pair = await generateKeyPair('ECDH-ES', { crv: 'P-256' })
  return { open: pair.privateKey, jwk: (await exportJWK(pair.publicKey)) as VaultKey }
}

const sealing = (jwk: VaultKey, value = '4242424242424242'): Sealing => ({
  value,
  padTo: 19,
  fld: 'card.number',
  attempt: 'attempt-1',
  session: 'trf_es_1',
  kid: 'k1',
  jwk,
})

test('SEC-18: key derivation passes the vector of RFC 7518, appendix C', async () => {
  const secret = new Uint8Array([
    158, 86, 217, 29, 129, 113, 53, 211, 114, 131, 66, 131, 191, 132, 38, 156, 251, 49, 110, 163, 218, 128, 106, 72,
    246, 218, 167, 121, 140, 254, 144, 196,
  ])
  const key = await concatKdf(secret, 'A128GCM', 128, 'Alice', 'Bob')
  expect(Buffer.from(key).toString('base64url')).toBe('VqqN6vgjbSBcIijNcacQGg')
})

test('SEC-14: a sealed value opens with the key of the vault, padded to its length', async () => {
  const { open, jwk } = await vault()
  for (const value of ['4242424242424242', '378282246310005', '6011000990139424001']) {
    const { plaintext } = await compactDecrypt(await sealValue(sealing(jwk, value)), open)
    expect(new TextDecoder().decode(plaintext)).toBe(value.padEnd(19))
  }
})

test('SEC-15: the protected header names field, attempt, session and key, and nothing else', async () => {
  const { open, jwk } = await vault()
  const { protectedHeader } = await compactDecrypt(await sealValue(sealing(jwk)), open)
  const { epk, ...rest } = protectedHeader
  expect(rest).toEqual({
    alg: 'ECDH-ES',
    enc: 'A256GCM',
    kid: 'k1',
    typ: 'trefoil-field+jwe',
    fld: 'card.number',
    att: 'attempt-1',
    ses: 'trf_es_1',
  })
  expect(Object.keys(epk!).sort()).toEqual(['crv', 'kty', 'x', 'y'])
})

test('SEC-14: every value has a key pair of its own, and its length tells nothing', async () => {
  const { jwk } = await vault()
  const [one, two, short] = await Promise.all([
    sealValue(sealing(jwk)),
    sealValue(sealing(jwk)),
    sealValue(sealing(jwk, '378282246310005')),
  ])
  expect(one.split('.')[0]).not.toBe(two.split('.')[0])
  expect(short.length).toBe(one.length)
})

test('SEC-18: one flipped bit in any part fails to open', async () => {
  const { open, jwk } = await vault()
  const parts = (await sealValue(sealing(jwk))).split('.')
  for (const at of [0, 2, 3, 4]) {
    const bytes = fromBase64url(parts[at]!)
    bytes[5]! ^= 1
    const changed = parts.map((part, index) => (index === at ? Buffer.from(bytes).toString('base64url') : part))
    await expect(compactDecrypt(changed.join('.'), open)).rejects.toThrow()
  }
})

test('SEC-17: with a point that is not on the curve nothing is sealed', async () => {
  const { jwk } = await vault()
  await expect(sealValue(sealing({ ...jwk, x: jwk.y, y: jwk.x }))).rejects.toThrow()
})
