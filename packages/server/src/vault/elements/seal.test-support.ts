/** Seals values as the hosted fields do (elements SEC-14, SEC-15), with a library that is not theirs. */
import { CompactEncrypt, importJWK } from 'jose'
import type { JWK } from 'jose'

export interface Sealing {
  readonly jwk: JWK
  readonly session: string
  readonly attempt: string
}

export async function sealField(
  fld: string,
  value: string,
  { jwk, session, attempt }: Sealing,
  header: object = {},
): Promise<string> {
  const padded = value.padEnd(fld.endsWith('.number') ? 19 : 8, ' ')
  const key = await importJWK(jwk, 'ECDH-ES')
  return new CompactEncrypt(Buffer.from(padded))
    .setProtectedHeader({
      alg: 'ECDH-ES',
      enc: 'A256GCM',
      kid: jwk.kid!,
      typ: 'trefoil-field+jwe',
      fld,
      att: attempt,
      ses: session,
      ...header,
    })
    .encrypt(key)
}
