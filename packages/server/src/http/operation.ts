/**
 * An operation is one endpoint: who may call it, what goes in, what comes out, and one call.
 *
 * The checks run in the order of contract ERR-6, which is why they stand here in one function and not in hooks: 1 path
 * and method are the router's, 2 size and media type the parser's; then 3 credential, 4 merchant and permission,
 * 6 idempotency key, 7 JSON, 9 the object of the path, 10 fields; 11 to 13 are the operation's own.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { Static, TObject, TSchema } from 'typebox'
import type { Call, ManagementCall, MerchantCall } from './call.ts'
import { bearerSecret, checkAddress, checkMerchantHeader, clientAddress, shopperAddress } from './caller.ts'
import type { Authenticator, Credential } from './credentials.ts'
import { ApiError } from './errors.ts'
import { compile } from './fields.ts'
import type { ReadTable } from './fields.ts'
import { checkIdempotencyKey } from './idempotency-key.ts'
import { parseJsonBody, refuseCardData } from './json-body.ts'
import { requirePermissions } from './permissions.ts'
import type { Permission } from './permissions.ts'

/** How the caller proves who it is. */
export type CallerKind = 'bearer' | 'apikey' | 'management'

interface CallOf {
  bearer: MerchantCall
  apikey: MerchantCall
  management: ManagementCall
}

export interface Operation<
  Kind extends CallerKind = CallerKind,
  Body extends TObject = TObject,
  Query extends TObject = TObject,
  Subject = unknown,
> {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  readonly url: string
  readonly caller: Kind
  readonly permissions?: readonly Permission[]
  /** For the API reference. */
  readonly summary: string
  readonly tag: string
  readonly body?: Body
  readonly query?: Query
  readonly response: TSchema
  /** Bodies are searched for card numbers unless the operation is one that takes them (contract GEN-20). */
  readonly takesCardData?: boolean
  /** The body of a 401 is the bare word that clients of this one endpoint expect (contract PAK-3). */
  readonly plainUnauthorized?: boolean
  /** Checks of step 4 that need more than permissions; it may look at the body, which may not have been parsed. */
  authorize?(call: CallOf[Kind], body: () => Record<string, unknown> | undefined): void | Promise<void>
  /** The object that the path names, before any field is looked at. @throws ApiError `resource_missing` */
  find?(call: CallOf[Kind]): Promise<Subject>
  handle(call: CallOf[Kind], input: Input<Body, Query, Subject>): Promise<unknown>
}

export interface Input<Body extends TObject, Query extends TObject, Subject> {
  readonly body: Static<Body>
  /** The body as it was parsed, for the few fields that are returned as sent. */
  readonly rawBody: Readonly<Record<string, unknown>>
  readonly query: Static<Query>
  readonly subject: Subject
}

/** Helps TypeScript to infer the types of a table; returns its argument. */
export function operation<Kind extends CallerKind, Body extends TObject, Query extends TObject, Subject>(
  definition: Operation<Kind, Body, Query, Subject>,
): Operation {
  return definition as unknown as Operation
}

export interface WireSettings {
  readonly trustedProxies: readonly string[]
  readonly refuseCardDataInText: boolean
}

const NOTHING = Type.Object({})
const HONOURS_IDEMPOTENCY_KEY = new Set(['POST', 'PUT'])

export function registerOperation(
  app: FastifyInstance,
  definition: Operation,
  authenticator: Authenticator,
  settings: WireSettings,
): void {
  const { method, url, summary, tag, body, query, response, caller } = definition
  app.route({
    method,
    url,
    schema: {
      summary,
      tags: [tag],
      body: method === 'GET' || method === 'DELETE' ? undefined : body,
      querystring: query,
      response: { 200: response },
      security: [{ [caller]: [] }],
    },
    handler: pipeline(definition, compile(body ?? NOTHING), compile(query ?? NOTHING), authenticator, settings),
  })
}

function pipeline(
  definition: Operation,
  readBody: ReadTable<TObject>,
  readQuery: ReadTable<TObject>,
  authenticator: Authenticator,
  settings: WireSettings,
) {
  const { method, url } = definition
  const takesBody = method === 'POST' || method === 'PUT'
  const honoursKey = HONOURS_IDEMPOTENCY_KEY.has(method) && definition.caller === 'bearer'
  return async (request: FastifyRequest, reply: FastifyReply): Promise<unknown> => {
    const call = await identify(definition, request, reply, authenticator, settings).catch((error: unknown) => {
      if (definition.plainUnauthorized && error instanceof ApiError && error.status === 401) return undefined
      throw error
    })
    if (!call) {
      return reply.code(401).header('www-authenticate', 'Bearer').type('text/plain; charset=utf-8').send('Unauthorized')
    }
    const bytes = takesBody ? (request.body as Buffer | undefined) : undefined
    if (definition.authorize) await definition.authorize(call, () => tryParse(bytes))
    if (honoursKey) checkIdempotencyKey(request.headers)
    const rawBody = parseJsonBody(bytes)
    const subject = definition.find ? await definition.find(call) : undefined
    if (takesBody && !definition.takesCardData && settings.refuseCardDataInText) refuseCardData(rawBody)
    const input = {
      rawBody,
      subject,
      query: readQuery(request.query as Record<string, unknown>),
      body: readBody(rawBody),
    }
    request.log.debug({ operation: `${method} ${url}` }, 'operation')
    return definition.handle(call, input)
  }
}

async function identify(
  definition: Operation,
  request: FastifyRequest,
  reply: FastifyReply,
  authenticator: Authenticator,
  settings: WireSettings,
): Promise<MerchantCall & ManagementCall> {
  const address = clientAddress(request, settings.trustedProxies)
  const call: Call = {
    requestId: request.id,
    params: request.params as Record<string, string>,
    clientAddress: address,
    request,
    reply,
  }
  if (definition.caller === 'management') {
    const management = await authenticator.management(bearerSecret(request))
    return { ...call, management } as MerchantCall & ManagementCall
  }
  const credential =
    definition.caller === 'apikey'
      ? await publicKeyCredential(request, authenticator)
      : await authenticator.bearer(bearerSecret(request))
  if (!credential.merchant.active || !credential.installed) throw new ApiError('merchant_inactive')
  checkAddress(credential, address)
  checkMerchantHeader(credential, request)
  if (definition.permissions) requirePermissions(credential.permissions, definition.permissions)
  return {
    ...call,
    shopperAddress: shopperAddress(request, settings.trustedProxies),
    credential,
    merchant: credential.merchant,
  } as MerchantCall & ManagementCall
}

/** @throws ApiError 401 with the scheme of this header (contract ERR-8) */
async function publicKeyCredential(request: FastifyRequest, authenticator: Authenticator): Promise<Credential> {
  const value = request.headers['apikey']
  try {
    if (typeof value !== 'string' || value.trim() === '') throw new ApiError('unauthorized')
    return await authenticator.publicKey(value.trim())
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 401) throw error
    throw new ApiError(error.code, { ...error.details, headers: { 'www-authenticate': 'ApiKey' } })
  }
}

function tryParse(bytes: Buffer | undefined): Record<string, unknown> | undefined {
  try {
    return parseJsonBody(bytes)
  } catch {
    return undefined
  }
}
