/** The forms before the consent: signing in, choosing a business, using another account. */
import type { FastifyRequest } from 'fastify'
import { ApiError } from '../../../http/errors.ts'
import { newSecret } from '../../../http/identifiers.ts'
import { hashSecret } from '../../credentials/secret-hash.ts'
import type { OauthContext } from '../context.ts'
import { parseForm } from '../form.ts'
import type { Answer, Redirect } from './answer.ts'
import { currentSession, merchantNamed, readRequest, signIn as signInPageFor } from './authorize.ts'
import type { Query } from './authorize-request.ts'
import type { Return } from './pages.ts'
import { endedSessionCookie, readSessionCookie, sessionCookie } from './session-cookie.ts'
import { chooseMerchant, endSession, insertSession } from './session-store.ts'
import { findFirstEmployee, signIn } from './sign-in.ts'
import type { Employee } from './sign-in.ts'

type Form = Readonly<Record<string, string>>

/** `POST /oauth/session` */
export async function startSession(context: OauthContext, request: FastifyRequest): Promise<Answer> {
  const form = parseForm(request.body as Buffer | undefined)
  const back = readReturn(form)
  const employees = await identify(context, form)
  if (employees.length === 0) {
    const query = asQuery(back.query)
    const read = await readRequest(context, back.version, query)
    // Without an app to name there is no page to show again; the authorize call says what is wrong with it.
    if (read.kind !== 'request') return { location: addressOf(back) }
    return signInPageFor(context, read, back, merchantNamed(query), form['email'] ?? '')
  }
  await forgetSession(context, request)
  // A new secret for every sign-in: whoever planted the old one is left behind.
  const secret = newSecret('trf_ss_')
  await insertSession(context.database, hashSecret(context.credentialKey, secret), employees)
  return { location: addressOf(back), cookie: sessionCookie(context, secret) }
}

/** `POST /oauth/session/merchant` */
export async function continueAsMerchant(context: OauthContext, request: FastifyRequest): Promise<Redirect> {
  const form = parseForm(request.body as Buffer | undefined)
  const session = await currentSession(context, request)
  const chosen = session?.employees.find(({ merchantId }) => merchantId === form['merchant_id'])
  if (session && chosen) await chooseMerchant(context.database, session.hash, chosen.merchantId)
  return { location: addressOf(readReturn(form)) }
}

/** `POST /oauth/session/end` */
export async function leaveSession(context: OauthContext, request: FastifyRequest): Promise<Redirect> {
  const back = readReturn(parseForm(request.body as Buffer | undefined))
  await forgetSession(context, request)
  return { location: addressOf(back), cookie: endedSessionCookie(context) }
}

async function identify({ database, mode }: OauthContext, form: Form): Promise<readonly Employee[]> {
  const { email, password, sandbox_merchant: sandboxMerchant } = form
  if (mode === 'sandbox' && sandboxMerchant !== undefined) {
    const employee = await findFirstEmployee(database, sandboxMerchant)
    return employee ? [employee] : []
  }
  return email && password ? signIn(database, email, password) : []
}

async function forgetSession(context: OauthContext, request: FastifyRequest): Promise<void> {
  const secret = readSessionCookie(request, context)
  if (secret !== undefined) await endSession(context.database, hashSecret(context.credentialKey, secret))
}

/** @throws ApiError `invalid_request` when the form does not say which page it came from */
function readReturn({ version, query }: Form): Return {
  if ((version !== '1' && version !== '2') || query === undefined) throw new ApiError('invalid_request')
  return { version: version === '1' ? 1 : 2, query }
}

/** Always a page of this server, whatever the form says. */
function addressOf({ version, query }: Return): string {
  return `/oauth/${version === 1 ? '' : 'v2/'}authorize?${new URLSearchParams(query)}`
}

function asQuery(text: string): Query {
  const parameters = new URLSearchParams(text)
  return Object.fromEntries(
    [...new Set(parameters.keys())].map(name => {
      const values = parameters.getAll(name)
      return [name, values.length > 1 ? values : values[0]]
    }),
  )
}
