/** What a browser is answered: a page, or where to go next (contract OAUTH-4 to 6, OAUTH-8). */
import type { FastifyReply } from 'fastify'
import { sendPage } from '../../../http/html.ts'
import type { Page } from '../../../http/html.ts'
import { withFragment, withQuery } from '../redirect-address.ts'
import type { Approval } from './approve.ts'
import type { AuthorizeErrorCode } from './authorize-request.ts'

export interface Redirect {
  readonly location: string
  /** A `set-cookie` header. */
  readonly cookie?: string
}

export type Answer = Page | Redirect

interface Consented {
  readonly merchantId: string
  readonly employeeId: string
  readonly appId: string
  readonly state?: string
}

export function redirectApproved(address: URL, consented: Consented, approval: Approval): Redirect {
  const { merchantId, employeeId, appId, state } = consented
  const ids = { merchant_id: merchantId, employee_id: employeeId, client_id: appId }
  const { code, access_token } = approval
  const location =
    access_token === undefined
      ? withQuery(address, { ...ids, code, state })
      : withFragment(address, { access_token, ...ids, state })
  return { location }
}

export function redirectFailed(address: URL, error: AuthorizeErrorCode, state?: string): Redirect {
  return { location: withQuery(address, { error, state }) }
}

export function sendAnswer(reply: FastifyReply, answer: Answer): FastifyReply {
  if (!('location' in answer)) return sendPage(reply, answer)
  // The address may hold a code or token: it is neither kept by a cache nor told to the next site.
  reply.headers({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' })
  if (answer.cookie !== undefined) reply.header('set-cookie', answer.cookie)
  return reply.redirect(answer.location, 302)
}
