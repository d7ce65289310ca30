/** `GET /oauth/authorize` and `GET /oauth/v2/authorize` (contract 3.2, 3.3). */
import type { FastifyRequest } from 'fastify'
import type { Page } from '../../../http/html.ts'
import { newUuid } from '../../../http/identifiers.ts'
import { findApp } from '../../apps/app-store.ts'
import { changeCredentials } from '../../context.ts'
import { hashSecret } from '../../credentials/secret-hash.ts'
import type { OAuthVersion } from '../authorization-code.ts'
import type { OauthContext } from '../context.ts'
import { redirectApproved, redirectFailed } from './answer.ts'
import type { Answer, Redirect } from './answer.ts'
import { approve } from './approve.ts'
import { readAuthorizeRequest } from './authorize-request.ts'
import type { AuthorizeFailure, AuthorizeRequest, Query } from './authorize-request.ts'
import { insertConsentRequest } from './consent-store.ts'
import type { ConsentRequest } from './consent-store.ts'
import { chooseMerchantPage, consentPage, problemPage, signInPage } from './pages.ts'
import type { Return } from './pages.ts'
import { readSessionCookie } from './session-cookie.ts'
import { useSession } from './session-store.ts'
import type { SignedIn } from './session-store.ts'
import { findFirstEmployee } from './sign-in.ts'

const PROBLEMS = {
  client_id: 'The app that sent you here is not known, or may not sign in this way.',
  redirect_uri: 'The app that sent you here asked to send you on to an address that is not registered for it.',
} as const

export async function authorize(
  context: OauthContext,
  version: OAuthVersion,
  request: FastifyRequest,
): Promise<Answer> {
  const query = request.query as Query
  const read = await readRequest(context, version, query)
  if (read.kind === 'page') {
    const text = `${PROBLEMS[read.problem]} Nothing was shared. Tell the app's developer about it.`
    return problemPage(400, 'This request cannot be answered', text)
  }
  if (read.kind === 'redirect') return redirectFailed(read.address, read.error, read.state)
  const merchantId = merchantNamed(query)
  if (context.mode === 'sandbox' && context.autoApprove && merchantId !== undefined) {
    const approved = await approveAtOnce(context, read, merchantId)
    if (approved) return approved
  }
  const back: Return = { version, query: queryOf(request) }
  const session = await currentSession(context, request)
  if (!session) return signIn(context, read, back, merchantId)
  const [signedIn, ...others] = session.employees
  if (others.length > 0) return chooseMerchantPage(session.employees, back)
  return askConsent(context, read, { signedIn: signedIn!, hash: session.hash }, back)
}

export async function readRequest(
  { database, mode }: OauthContext,
  version: OAuthVersion,
  query: Query,
): Promise<AuthorizeRequest | AuthorizeFailure> {
  const { client_id: clientId } = query
  const app = typeof clientId === 'string' ? await findApp(database, clientId) : undefined
  return readAuthorizeRequest(query, app, version, mode)
}

/** Only a sandbox looks at it (contract OAUTH-9). */
export function merchantNamed({ merchant_id: merchantId }: Query): string | undefined {
  return typeof merchantId === 'string' ? merchantId : undefined
}

/** The sign-in page that leads back to an authorize call. */
export async function signIn(
  { database, mode }: OauthContext,
  { app }: AuthorizeRequest,
  back: Return,
  merchantId?: string,
  failedEmail?: string,
): Promise<Page> {
  const first =
    mode === 'sandbox'
      ? (merchantId !== undefined && (await findFirstEmployee(database, merchantId))) ||
        (await findFirstEmployee(database, undefined))
      : undefined
  const sandboxMerchant = first && { id: first.merchantId, name: first.merchantName }
  return signInPage({ appName: app.name, back, sandboxMerchant, failedEmail })
}

/** @returns nothing when nobody is signed in */
export async function currentSession({ database, credentialKey, ...site }: OauthContext, request: FastifyRequest) {
  const cookie = readSessionCookie(request, site)
  if (cookie === undefined) return undefined
  const hash = hashSecret(credentialKey, cookie)
  const employees = await useSession(database, hash)
  return employees.length === 0 ? undefined : { hash, employees }
}

/** Contract OAUTH-9. @returns nothing when there is no such merchant to approve as */
async function approveAtOnce(
  context: OauthContext,
  read: AuthorizeRequest,
  merchantId: string,
): Promise<Redirect | undefined> {
  const employee = await findFirstEmployee(context.database, merchantId)
  if (!employee) return undefined
  const consent = consentOf(read, merchantId)
  const approval = await changeCredentials(context, transaction =>
    approve(transaction, context.credentialKey, consent, employee.employeeId),
  )
  return redirectApproved(read.address, { ...consent, employeeId: employee.employeeId }, approval)
}

async function askConsent(
  { database, credentialKey }: OauthContext,
  read: AuthorizeRequest,
  session: { readonly signedIn: SignedIn; readonly hash: Buffer },
  back: Return,
): Promise<Page> {
  const oneTimeValue = newUuid()
  const consent = consentOf(read, session.signedIn.merchantId)
  await insertConsentRequest(database, hashSecret(credentialKey, oneTimeValue), session.hash, consent)
  const { name: appName, permissions } = read.app
  const { signedIn } = session
  return consentPage({ appName, permissions, signedIn, oneTimeValue, address: read.address, back })
}

function consentOf(read: AuthorizeRequest, merchantId: string): ConsentRequest {
  const { app, version, responseType, redirectUri, state, codeChallenge } = read
  const { id: appId, permissions } = app
  return { merchantId, appId, permissions, version, responseType, redirectUri, state, codeChallenge }
}

function queryOf(request: FastifyRequest): string {
  const { url } = request
  return url.includes('?') ? url.slice(url.indexOf('?') + 1) : ''
}
