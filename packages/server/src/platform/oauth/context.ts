/** What OAuth is built with, beyond what every part of the platform has. */
import type { PlatformContext } from '../context.ts'
import type { TokenIssuer } from './token-pair.ts'

export interface OauthContext extends PlatformContext, TokenIssuer {
  /** Sandbox: authorize without a page when `merchant_id` is given (contract OAUTH-9). */
  readonly autoApprove: boolean
  readonly refuseCardDataInText: boolean
  /** Public origin under which browsers see the authorize pages; cookies are `Secure` when it is https. */
  readonly platformOrigin: () => string
  readonly checkoutOrigin: () => string
}
