/** What an authorization code is good for when it is presented (contract OAUTH-12, OAUTH-13). Pure. */
import { answersChallenge } from './pkce.ts'

/** Which authorize page issued a code, and which endpoint exchanges it: 1 for v1, 2 for v2. */
export type OAuthVersion = 1 | 2

export interface AuthorizationCode {
  readonly version: OAuthVersion
  readonly appId: string
  readonly redirectUri: string
  readonly codeChallenge?: string
  readonly used: boolean
  readonly expired: boolean
  /** Merchant active, app installed, grant not revoked. */
  readonly grantStands: boolean
}

export interface PresentedCode {
  readonly version: OAuthVersion
  readonly appId: string
  readonly redirectUri?: string
  readonly codeVerifier?: string
}

/**
 * `refuse` leaves the code as it is, so that a failed exchange does not use it up. `revoke` is for a code that comes
 * back after its success: one of the two callers stole it, so whatever was issued from it ends.
 */
export type ExchangeDecision = 'exchange' | 'refuse' | 'revoke'

export function decideExchange(code: AuthorizationCode, presented: PresentedCode): ExchangeDecision {
  // Another app's word must not end this app's tokens.
  if (code.appId !== presented.appId) return 'refuse'
  if (code.used) return 'revoke'
  if (code.version !== presented.version || code.expired || !code.grantStands) return 'refuse'
  if (presented.redirectUri !== undefined && presented.redirectUri !== code.redirectUri) return 'refuse'
  if (code.codeChallenge !== undefined && !answersChallenge(presented.codeVerifier, code.codeChallenge)) return 'refuse'
  return 'exchange'
}
