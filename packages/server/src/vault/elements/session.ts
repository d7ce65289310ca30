/**
 * A session of the hosted fields (contract 5.9: TOK-39, TOK-40): made for one public key and one page, known by a
 * secret of which only a hash is kept. It is long and random, so that the hash needs no key.
 */
import { createHash } from 'node:crypto'
import { newSecret } from '../../http/identifiers.ts'

export const SESSION_MINUTES = 30
/** How many token requests with different attempts it allows. */
export const MOST_ATTEMPTS = 20

export const newSession = (): string => newSecret('trf_es_')

export function hashSession(session: string): Buffer {
  return createHash('sha256').update(session).digest()
}

/** What a public key says about where its hosted fields may stand. */
export interface OriginRules {
  readonly mode: 'sandbox' | 'live'
  /** The key's `allowed_origins`. */
  readonly allowedOrigins: readonly string[]
  readonly matchesOrigin: (origin: string, rules: readonly string[]) => boolean
}

/** In sandbox a key without any registered origin accepts every page; a live one accepts none (elements SEC-19). */
export function acceptsOrigin(origin: string, { mode, allowedOrigins, matchesOrigin }: OriginRules): boolean {
  if (mode === 'sandbox' && allowedOrigins.length === 0) return true
  return matchesOrigin(origin, allowedOrigins)
}

/** True for an origin as browsers write it: scheme, host, and the port where it is not the scheme's own. */
export function isOrigin(text: string): boolean {
  if (!URL.canParse(text)) return false
  const { origin, protocol } = new URL(text)
  return origin === text && (protocol === 'https:' || protocol === 'http:')
}
