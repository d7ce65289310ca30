/** The endpoints that browsers visit: their errors are pages. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { ApiError } from '../../../http/errors.ts'
import { sendPage } from '../../../http/html.ts'
import { toApiError } from '../../../http/answer-error.ts'
import type { OAuthVersion } from '../authorization-code.ts'
import type { OauthContext } from '../context.ts'
import { sendAnswer } from './answer.ts'
import type { Answer } from './answer.ts'
import { answerConsent } from './answer-consent.ts'
import { authorize } from './authorize.ts'
import { problemPage } from './pages.ts'
import { continueAsMerchant, leaveSession, startSession } from './session-forms.ts'

export function registerBrowserEndpoints(app: FastifyInstance, context: OauthContext): void {
  app.setErrorHandler((error, request, reply) => sendProblem(error, request, reply))
  const schema = { hide: true } as object
  const get = (url: string, version: OAuthVersion) =>
    app.get(url, { schema }, async (request, reply) => sendAnswer(reply, await authorize(context, version, request)))
  get('/oauth/authorize', 1)
  get('/oauth/v2/authorize', 2)

  const forms = { schema, config: { takesForms: true }, onRequest: refuseOtherSites }
  const post = (url: string, answer: (context: OauthContext, request: FastifyRequest) => Promise<Answer>) =>
    app.post(url, forms, async (request, reply) => sendAnswer(reply, await answer(context, request)))
  post('/oauth/session', startSession)
  post('/oauth/session/merchant', continueAsMerchant)
  post('/oauth/session/end', leaveSession)
  post('/oauth/consent', answerConsent)
}

/**
 * A form of another site must not sign anybody in or out. The pages send no referrer, which makes `Origin` say `null`,
 * so it is `Sec-Fetch-Site` that tells; a browser without it still needs the cookie, which is `SameSite=Lax`.
 */
function refuseOtherSites(request: FastifyRequest, _reply: FastifyReply, done: (error?: Error) => void): void {
  const site = request.headers['sec-fetch-site']
  done(site === undefined || site === 'same-origin' ? undefined : new ApiError('invalid_request'))
}

function sendProblem(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const apiError = toApiError(error)
  if (apiError.status >= 500) {
    request.server.log.error({ requestId: request.id, err: apiError.details.cause ?? apiError }, apiError.code)
  }
  const [title, text] =
    apiError.status >= 500
      ? ['Something went wrong', 'It is not your fault, and nothing was shared. Try again in a moment.']
      : ['This request cannot be answered', 'Go back to the app and start again.']
  return sendPage(reply.headers(apiError.headers), problemPage(apiError.status, title, text))
}
