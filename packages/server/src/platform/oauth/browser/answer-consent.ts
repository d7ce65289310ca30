/** `POST /oauth/consent`: Allow or Deny. */
import type { FastifyRequest } from 'fastify'
import { findApp } from '../../apps/app-store.ts'
import { changeCredentials } from '../../context.ts'
import { hashSecret } from '../../credentials/secret-hash.ts'
import type { OauthContext } from '../context.ts'
import { parseForm } from '../form.ts'
import { matchRedirect } from '../redirect-address.ts'
import { redirectApproved, redirectFailed } from './answer.ts'
import type { Answer } from './answer.ts'
import { approve } from './approve.ts'
import { currentSession } from './authorize.ts'
import { claimConsentRequest } from './consent-store.ts'
import { problemPage } from './pages.ts'

const OVER = problemPage(
  400,
  'This page is over',
  'It was answered already, or it waited too long. Go back to the app and start again.',
)

export async function answerConsent(context: OauthContext, request: FastifyRequest): Promise<Answer> {
  const { database, credentialKey, mode } = context
  const { consent: oneTimeValue = '', answer } = parseForm(request.body as Buffer | undefined)
  const session = await currentSession(context, request)
  const [signedIn, ...others] = session?.employees ?? []
  if (!session || !signedIn || others.length > 0) return OVER

  const valueHash = hashSecret(credentialKey, oneTimeValue)
  const { merchantId, employeeId } = signedIn
  const isAllowed = answer === 'allow'
  // Both in one transaction: when approving fails, the page can be answered again.
  const answered = await changeCredentials(context, async transaction => {
    const consent = await claimConsentRequest(transaction, merchantId, valueHash, session.hash)
    if (!consent) return undefined
    return { consent, approval: isAllowed ? await approve(transaction, credentialKey, consent, employeeId) : undefined }
  })
  if (!answered) return OVER

  const { consent, approval } = answered
  const app = await findApp(database, consent.appId)
  const address = app && matchRedirect(app.siteUrl, consent.redirectUri, mode)
  if (!address) return OVER
  if (!approval) return redirectFailed(address, 'access_denied', consent.state)
  return redirectApproved(address, { ...consent, employeeId }, approval)
}
