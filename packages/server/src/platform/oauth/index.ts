/** OAuth: the authorize pages, the token endpoints, and what the rest of the platform needs of them. */
export { findAccessToken, type AccessToken } from './access-token-store.ts'
export { type OauthContext } from './context.ts'
export { revokeGrant, revokeInstallation } from './grant-store.ts'
export { oauthRoutes } from './routes.ts'
export { issueTokenPair, type TokenIssuer, type TokenPair } from './token-pair.ts'
