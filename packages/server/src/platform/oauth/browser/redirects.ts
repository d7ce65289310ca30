/** How the authorize flow sends a browser back to the app (contract OAUTH-5, OAUTH-6, OAUTH-8). */
import type { FastifyReply } from 'fastify'
import { withFragment, withQuery } from '../redirect-address.ts'
import type { Approval } from './approve.ts'
import type { AuthorizeErrorCode } from './authorize-request.ts'

interface Consented {
  readonly merchantId: string
  readonly employeeId: string
  readonly appId: string
  readonly state?: string
}

export function redirectApproved(reply: FastifyReply, address: URL, consented: Consented, approval: Approval) {
  const { merchantId, employeeId, appId, state } = consented
  const ids = { merchant_id: merchantId, employee_id: employeeId, client_id: appId }
  const { code, access_token } = approval
  return redirect(
    reply,
    access_token === undefined
      ? withQuery(address, { ...ids, code, state })
      : withFragment(address, { access_token, ...ids, state }),
  )
}

export function redirectFailed(reply: FastifyReply, address: URL, error: AuthorizeErrorCode, state?: string) {
  return redirect(reply, withQuery(address, { error, state }))
}

/** The address may hold a code or token: it is neither kept by a cache nor told to the next site. */
export function redirect(reply: FastifyReply, location: string): FastifyReply {
  return reply.header('cache-control', 'no-store').header('referrer-policy', 'no-referrer').redirect(location, 302)
}
