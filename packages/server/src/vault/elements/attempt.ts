/** The member `elements` of a token request, and the attempt that it names (contract TOK-40 to TOK-42). */
import { ApiError } from '../../http/errors.ts'
import { object, optional, readField, string } from '../../http/fields.ts'
import { newTokenId } from '../../http/identifiers.ts'
import type { TokenService } from '../vault.ts'

export const ELEMENTS = object({
  session: string({ maxLength: 100 }),
  attempt: string({ minLength: 1, maxLength: 64, pattern: /^[\x21-\x7e]+$/ }),
  sdk: optional(string({ maxLength: 32 })),
})

export interface Attempt {
  readonly session: string
  readonly attempt: string
  /** The id that a token of this attempt has or would have. */
  readonly tokenId: string
  /** False when a token may exist already. */
  readonly isNew: boolean
}

/** @throws ApiError `invalid_request`, `parameter_missing`, `session_expired`, `rate_limit` */
export async function claimAttempt(
  { sessions, mode }: TokenService,
  owner: { readonly merchantId: string; readonly publicKeyId: string },
  elements: unknown,
): Promise<Attempt> {
  const { session, attempt } = readField(ELEMENTS, elements, 'elements')
  const claim = await sessions.claim({ ...owner, session }, attempt, newTokenId(mode))
  if (claim.kind === 'unknown_session') throw new ApiError('session_expired', { param: 'elements.session' })
  if (claim.kind === 'too_many') throw new ApiError('rate_limit')
  return { session, attempt, tokenId: claim.tokenId, isNew: claim.isNew }
}
