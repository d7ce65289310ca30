/** Single-step key derivation of NIST SP 800-56A as RFC 7518, 4.6.2 uses it. */

const encoder = new TextEncoder()

function uint32(value: number): Uint8Array {
  const bytes = new Uint8Array(4)
  new DataView(bytes.buffer).setUint32(0, value)
  return bytes
}

const prefixed = (value: string): Uint8Array[] => {
  const bytes = encoder.encode(value)
  return [uint32(bytes.length), bytes]
}

export function join(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(parts.reduce((length, part) => length + part.length, 0))
  let at = 0
  for (const part of parts) {
    joined.set(part, at)
    at += part.length
  }
  return joined
}

/**
 * @param bits length of the key, 256 at most: one round of SHA-256 gives no more
 * @param algorithm `enc` of the JWE, as keys are agreed on directly
 * @see contract SEC-18
 */
export async function concatKdf(
  secret: Uint8Array,
  algorithm: string,
  bits: number,
  partyU = '',
  partyV = '',
): Promise<Uint8Array<ArrayBuffer>> {
  const round = [uint32(1), secret, ...prefixed(algorithm), ...prefixed(partyU), ...prefixed(partyV), uint32(bits)]
  const digest = await crypto.subtle.digest('SHA-256', join(round))
  return new Uint8Array(digest, 0, bits / 8)
}
