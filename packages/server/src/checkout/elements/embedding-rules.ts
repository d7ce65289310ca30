/** Who may show the fields of a key, in the words of a header and of an answer (contract SEC-10, SEC-24, STY-11). */
import { matchesOrigin } from '../../platform/index.ts'
import type { Embedding } from '../../platform/index.ts'

export type WhyResult = 'ok' | 'key_unknown' | 'origin_not_registered'

/** A test key without origins works on any page, so that one on any local port does; a live key then works on none. */
function isOpenToAll({ allowedOrigins }: Embedding, mode: 'sandbox' | 'live'): boolean {
  return mode === 'sandbox' && allowedOrigins.length === 0
}

/** Sources for `frame-ancestors`; none: nothing may frame it. */
export function ancestorsOf(embedding: Embedding, mode: 'sandbox' | 'live'): readonly string[] {
  return isOpenToAll(embedding, mode) ? ['*'] : embedding.allowedOrigins
}

/** Sources for `font-src`: the operator's, and those origins of the merchant that a font could be fetched from. */
export function fontOriginsOf({ allowedOrigins }: Embedding, ofOperator: readonly string[]): readonly string[] {
  const ofMerchant = allowedOrigins.filter(origin => /^https:\/\/[^*]+$/.test(origin))
  return [...new Set([...ofOperator, ...ofMerchant])]
}

/** Why the frames of a key do not show on a page, as far as the server knows (SEC-10). */
export function whyNot(embedding: Embedding | undefined, origin: string, mode: 'sandbox' | 'live'): WhyResult {
  if (!embedding?.active) return 'key_unknown'
  const isRegistered = isOpenToAll(embedding, mode) || matchesOrigin(origin, embedding.allowedOrigins)
  return isRegistered ? 'ok' : 'origin_not_registered'
}
