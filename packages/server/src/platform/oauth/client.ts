/** Which app is calling the token endpoints. */
import { findApp } from '../apps/app-store.ts'
import type { App } from '../apps/app-store.ts'
import type { PlatformContext } from '../context.ts'
import { matchesSecret } from '../credentials/secret-hash.ts'
import { invalidClient } from './oauth-error.ts'

/**
 * Only apps that cannot keep a secret may leave theirs out; a wrong one is never ignored.
 * @throws OAuthError `invalid_client`
 */
export async function authenticateClient(
  { database, credentialKey }: PlatformContext,
  clientId: string,
  clientSecret: string | undefined,
  { secretRequired = false } = {},
): Promise<App> {
  const app = await findApp(database, clientId)
  if (!app) throw invalidClient()
  if (clientSecret === undefined) {
    if (secretRequired || app.confidential) throw invalidClient()
  } else if (!matchesSecret(credentialKey, clientSecret, app.secretHash)) throw invalidClient()
  return app
}
