/** The endpoints that programs call: codes and tokens for tokens (contract 3.2, 3.3). */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { Static, TObject } from 'typebox'
import { sendError, toApiError } from '../../http/answer-error.ts'
import { boolean, compile, oneOf, optional, string } from '../../http/fields.ts'
import { parseJsonBody, refuseCardData } from '../../http/json-body.ts'
import { authenticateClient } from './client.ts'
import type { OauthContext } from './context.ts'
import { exchangeCode, exchangeLegacyCode } from './exchange-code.ts'
import { parseForm } from './form.ts'
import { migrateToken } from './migrate-token.ts'
import { OAuthError, asOAuthError, invalidClient, oauthErrorBody } from './oauth-error.ts'
import { refreshPair } from './refresh-pair.ts'
import { revokeToken } from './revoke-token.ts'

const required = () => string({ minLength: 1 })

const LegacyTokenQuery = Type.Object({ client_id: required(), client_secret: required(), code: required() })
const MigrateBody = Type.Object({ client_id: required(), client_secret: required(), access_token: required() })
const TokenBody = Type.Object({
  client_id: required(),
  client_secret: optional(string()),
  code: required(),
  code_verifier: optional(string()),
  redirect_uri: optional(string()),
  grant_type: optional(oneOf(['authorization_code'])),
  no_refresh_token: optional(boolean()),
})
const RefreshBody = Type.Object({ client_id: required(), refresh_token: required() })
const RevokeBody = Type.Object({ client_id: required(), client_secret: optional(string()), token: required() })

const LegacyTokenReply = Type.Object({ access_token: Type.String() })
const TokenReply = Type.Object({
  access_token: Type.String(),
  access_token_expiration: Type.Integer({ description: 'Unix seconds.' }),
  refresh_token: Type.Optional(Type.String()),
  refresh_token_expiration: Type.Optional(Type.Integer({ description: 'Unix seconds.' })),
})

interface Endpoint<Table extends TObject> {
  readonly method: 'GET' | 'POST'
  readonly url: string
  readonly summary: string
  readonly fields: Table
  readonly reply: TObject
  readonly takesForms: boolean
  readonly answer: (fields: Static<Table>) => Promise<object>
}

/** A Fastify plugin: its errors are its own. */
export function registerTokenEndpoints(app: FastifyInstance, context: OauthContext): void {
  app.setErrorHandler((error, request, reply) => sendOAuthError(error, request, reply, context))

  register(app, context, {
    method: 'GET',
    url: '/oauth/token',
    summary: 'Exchange a code for an access token (v1)',
    fields: LegacyTokenQuery,
    reply: LegacyTokenReply,
    takesForms: false,
    async answer({ client_id, client_secret, code }) {
      const client = await authenticateClient(context, client_id, client_secret, { secretRequired: true })
      if (!client.legacyOauth) throw invalidClient()
      return exchangeLegacyCode(context, client, code)
    },
  })

  register(app, context, {
    method: 'POST',
    url: '/oauth/token/migrate_v2',
    summary: 'Exchange a v1 access token for a pair of tokens',
    fields: MigrateBody,
    reply: TokenReply,
    takesForms: false,
    async answer({ client_id, client_secret, access_token }) {
      const client = await authenticateClient(context, client_id, client_secret, { secretRequired: true })
      return migrateToken(context, client.id, access_token)
    },
  })

  register(app, context, {
    method: 'POST',
    url: '/oauth/v2/token',
    summary: 'Exchange a code for tokens',
    fields: TokenBody,
    reply: TokenReply,
    takesForms: true,
    async answer({ client_id, client_secret, code, code_verifier, redirect_uri, no_refresh_token }) {
      const client = await authenticateClient(context, client_id, client_secret)
      const presented = { code, codeVerifier: code_verifier, redirectUri: redirect_uri }
      return exchangeCode(context, client, presented, { withRefreshToken: no_refresh_token !== true })
    },
  })

  register(app, context, {
    method: 'POST',
    url: '/oauth/v2/refresh',
    summary: 'Exchange a refresh token for a new pair of tokens',
    fields: RefreshBody,
    reply: TokenReply,
    takesForms: true,
    answer: ({ client_id, refresh_token }) => refreshPair(context, client_id, refresh_token),
  })

  register(app, context, {
    method: 'POST',
    url: '/oauth/v2/revoke',
    summary: 'Revoke a token',
    fields: RevokeBody,
    reply: Type.Object({}),
    takesForms: true,
    async answer({ client_id, client_secret, token }) {
      const client = await authenticateClient(context, client_id, client_secret)
      await revokeToken(context, client.id, token)
      return {}
    },
  })
}

function register<Table extends TObject>(
  app: FastifyInstance,
  { refuseCardDataInText }: OauthContext,
  { method, url, summary, fields, reply, takesForms, answer }: Endpoint<Table>,
): void {
  const read = compile(fields)
  const inQuery = method === 'GET'
  app.route({
    method,
    url,
    config: { takesForms },
    schema: {
      summary,
      tags: ['OAuth'],
      ...(inQuery ? { querystring: fields } : { body: fields }),
      response: { 200: reply },
    },
    async handler(request) {
      if (inQuery) return answer(read(request.query as Record<string, unknown>))
      const body = readBody(request)
      if (refuseCardDataInText) refuseCardData(body)
      return answer(read(body))
    },
  })
}

function readBody(request: FastifyRequest): Record<string, unknown> {
  const bytes = request.body as Buffer | undefined
  const isForm = request.headers['content-type']?.startsWith('application/x-www-form-urlencoded')
  return isForm ? parseForm(bytes) : parseJsonBody(bytes)
}

function sendOAuthError(error: unknown, request: FastifyRequest, reply: FastifyReply, context: OauthContext) {
  const apiError = error instanceof OAuthError ? undefined : toApiError(error)
  const oauthError = apiError ? asOAuthError(apiError) : (error as OAuthError)
  if (!oauthError) return sendError(error, request, reply, context)
  if (oauthError.status === 401) reply.header('www-authenticate', 'Bearer')
  return reply
    .code(oauthError.status)
    .headers(apiError?.headers ?? {})
    .type('application/json; charset=utf-8')
    .serializer(JSON.stringify)
    .send(oauthErrorBody(oauthError, request.id))
}
