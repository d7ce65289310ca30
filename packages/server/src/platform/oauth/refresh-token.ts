/** What a refresh token is good for when it is presented (contract OAUTH-16, OAUTH-17). Pure. */

/** How long a caller whose answer was lost may ask for it again. */
export const GRACE_SECONDS = 60

export interface RefreshToken {
  readonly appId: string
  readonly expired: boolean
  /** By a migration that was repeated (contract OAUTH-10). */
  readonly revoked: boolean
  /** Merchant active, app installed, grant not revoked. */
  readonly grantStands: boolean
  /** Present once the token has been exchanged for its successor. */
  readonly retired?: {
    readonly ageSeconds: number
    /** The successor has itself been used to refresh, or revoked. */
    readonly successorSpent: boolean
    /** The successor pair is still there to be handed out again. */
    readonly successorKept: boolean
  }
}

/**
 * - `rotate`: a new pair, and this token retires.
 * - `repeat`: the same pair as before, to a caller whose answer was lost.
 * - `refuse`: nothing happens.
 * - `revoke`: a retired token came back: its owner or a thief holds a copy, so the whole family ends.
 */
export type RefreshDecision = 'rotate' | 'repeat' | 'refuse' | 'revoke'

export function decideRefresh(token: RefreshToken, appId: string): RefreshDecision {
  // Another app's word must not end this app's tokens.
  if (token.appId !== appId || token.revoked || !token.grantStands) return 'refuse'
  const { retired } = token
  if (!retired) return token.expired ? 'refuse' : 'rotate'
  const isLostAnswer = retired.ageSeconds < GRACE_SECONDS && !retired.successorSpent && retired.successorKept
  return isLostAnswer ? 'repeat' : 'revoke'
}
