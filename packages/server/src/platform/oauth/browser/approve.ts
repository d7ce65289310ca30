/** A consent becomes an installation, a grant, and a code or token for the app. */
import type { Transaction } from '../../../database/index.ts'
import { newSecret, newUuid } from '../../../http/identifiers.ts'
import { installApp } from '../../apps/install-app.ts'
import { hashSecret } from '../../credentials/secret-hash.ts'
import { insertLegacyAccessToken } from '../access-token-store.ts'
import { insertCode } from '../authorization-code-store.ts'
import { insertGrant } from '../grant-store.ts'
import type { ConsentRequest } from './consent-store.ts'

/** What the redirect carries. */
export interface Approval {
  readonly code?: string
  readonly access_token?: string
}

/** Run it through `changeCredentials`: it changes what the app's tokens may do. */
export async function approve(
  transaction: Transaction,
  credentialKey: Buffer,
  consent: ConsentRequest,
  employeeId: string,
): Promise<Approval> {
  const { merchantId, appId, permissions, version, redirectUri, codeChallenge } = consent
  await installApp(transaction, { merchantId, appId, permissions })
  const grantId = await insertGrant(transaction, { merchantId, appId, employeeId })
  if (consent.responseType === 'token') {
    const token = newUuid()
    await insertLegacyAccessToken(transaction, {
      merchantId,
      grantId,
      hash: hashSecret(credentialKey, token),
      permissions,
    })
    return { access_token: token }
  }
  const code = newSecret('trf_ac_')
  const hash = hashSecret(credentialKey, code)
  await insertCode(transaction, { merchantId, grantId, hash, version, redirectUri, codeChallenge })
  return { code }
}
