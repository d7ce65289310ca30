/**
 * What happens between a request and an operation's own code.
 *
 * The checks run in the order of contract ERR-6, which is why they stand here in one function and not in hooks: 1 path
 * and method are the router's, 2 size and media type the parser's; then 3 credential, 4 merchant and permission,
 * 6 and 8 idempotency, 7 JSON, 9 the object of the path, 10 fields; 11 to 13 are the operation's own.
 */
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { TObject } from 'typebox'
import type { ManagementCall, MerchantCall } from './call.ts'
import { bearerSecret, checkAddress, checkMerchantHeader, readAddresses } from './caller.ts'
import type { Authenticator, Credential, ManagementCredential } from './credentials.ts'
import { ApiError } from './errors.ts'
import { compile } from './fields.ts'
import { checkIdempotencyKey } from './idempotency/idempotency-key.ts'
import type { Keyed } from './idempotency/idempotency.ts'
import { parseJsonBody, refuseBrokenText, refuseCardData } from './json-body.ts'
import type { CallerKind, Operation, WireSettings } from './operation.ts'
import { requirePermissions } from './permissions.ts'
import { normaliseQuery } from './query.ts'
import { hasBrokenText } from './text.ts'

type AnyCall = MerchantCall & ManagementCall

const NOTHING = Type.Object({})

export function pipeline(definition: Operation, authenticator: Authenticator, settings: WireSettings) {
  const { method, url, caller } = definition
  const takesBody = method === 'POST' || method === 'PUT'
  const honoursKey = takesBody && caller === 'bearer'
  const readBody = compile<TObject>(definition.body ?? NOTHING)
  const readQuery = compile<TObject>(definition.query ?? NOTHING)
  const findCredential = credentialFinder(caller, authenticator)
  const refuseText = definition.takesCardData
    ? undefined
    : settings.refuseCardDataInText
      ? refuseCardData
      : refuseBrokenText
  const name = `${method} ${url}`

  return async (request: FastifyRequest, reply: FastifyReply): Promise<unknown> => {
    let credential: Credential | ManagementCredential
    try {
      credential = await findCredential(request)
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 401) throw error
      if (definition.plainUnauthorized) return sendPlainUnauthorized(reply)
      throw caller === 'apikey' ? withApiKeyScheme(error) : error
    }
    const call = admit(definition, credential, request, reply, settings)
    const bytes = takesBody ? (request.body as Buffer | undefined) : undefined
    const parse = once(() => parseJsonBody(bytes))
    if (definition.authorize) await definition.authorize(call, () => unlessRefused(parse))
    const key = honoursKey ? checkIdempotencyKey(request.headers) : undefined
    const rawBody = parse()
    const rawQuery = normaliseQuery(request.query as Record<string, unknown>)

    async function execute(keyed?: Keyed): Promise<unknown> {
      refuseBrokenParams(call.params)
      const subject = definition.find ? await definition.find(call) : undefined
      if (takesBody && refuseText) refuseText(rawBody)
      const query = readQuery(rawQuery)
      const body = readBody(rawBody)
      request.server.log.debug({ requestId: request.id, operation: name }, 'operation')
      return definition.handle(keyed ? { ...call, ...keyed } : call, { rawBody, subject, query, body })
    }
    async function recall(keyed: Keyed): Promise<unknown> {
      const subject = definition.find ? await definition.find(call) : undefined
      return definition.recall!({ ...call, ...keyed }, { subject, query: readQuery(rawQuery), body: readBody(rawBody) })
    }

    if (key === undefined || settings.idempotency === undefined) return execute()
    const path = `${name} ${JSON.stringify(call.params)}`
    return settings.idempotency.answer(
      { merchantId: call.merchant.id, path, key, body: rawBody, expand: rawQuery.expand },
      {
        request,
        reply,
        keepHours: definition.keepsAnswer === '30 days' ? 30 * 24 : 24,
        execute,
        recall: definition.recall && recall,
      },
    )
  }
}

type FindCredential = (request: FastifyRequest) => Promise<Credential | ManagementCredential>

function credentialFinder(caller: CallerKind, authenticator: Authenticator): FindCredential {
  switch (caller) {
    case 'management':
      return request => authenticator.management(bearerSecret(request))
    case 'bearer':
      return request => authenticator.bearer(bearerSecret(request))
    case 'apikey':
      return request => {
        const key = request.headers['apikey']
        if (typeof key !== 'string' || key.trim() === '') throw new ApiError('unauthorized')
        return authenticator.publicKey(key.trim())
      }
  }
}

/** Step 4 of ERR-6. */
function admit(
  definition: Operation,
  credential: Credential | ManagementCredential,
  request: FastifyRequest,
  reply: FastifyReply,
  settings: WireSettings,
): AnyCall {
  const { clientAddress, shopperAddress } = readAddresses(request, settings.trustedProxies)
  const params = request.params as Record<string, string>
  if (credential.kind === 'management_token') {
    checkMerchantHeader(credential.merchantId, request)
    return {
      requestId: request.id,
      params,
      clientAddress,
      shopperAddress,
      request,
      reply,
      management: credential,
    } as AnyCall
  }
  const { merchant, installed, permissions } = credential
  if (!merchant.active || !installed) throw new ApiError('merchant_inactive')
  checkAddress(credential, clientAddress)
  checkMerchantHeader(merchant.id, request)
  const isExempt = definition.openToHostedCheckout && credential.integrationType === 'HOSTED_CHECKOUT'
  if (definition.permissions && !isExempt) requirePermissions(permissions, definition.permissions)
  return {
    requestId: request.id,
    params,
    clientAddress,
    shopperAddress,
    request,
    reply,
    credential,
    merchant,
  } as AnyCall
}

/** The one 401 that is no JSON (contract PAK-3). */
function sendPlainUnauthorized(reply: FastifyReply): FastifyReply {
  return reply.code(401).header('www-authenticate', 'Bearer').type('text/plain; charset=utf-8').send('Unauthorized')
}

/** Contract ERR-8. */
function withApiKeyScheme({ code, details }: ApiError): ApiError {
  return new ApiError(code, { ...details, headers: { ...details.headers, 'www-authenticate': 'ApiKey' } })
}

/** An id that cannot be stored is the id of nothing (contract GEN-22). */
function refuseBrokenParams(params: Readonly<Record<string, string>>): void {
  for (const name in params) {
    if (hasBrokenText(params[name]!)) throw new ApiError('resource_missing')
  }
}

type Parse = () => Record<string, unknown>

/** Step 4 may look at the body before step 7 does; it is parsed for the first of them only. */
function once(parse: Parse): Parse {
  let body: Record<string, unknown> | undefined
  return () => (body ??= parse())
}

function unlessRefused(parse: Parse): Record<string, unknown> | undefined {
  try {
    return parse()
  } catch {
    return undefined
  }
}
