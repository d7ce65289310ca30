/** An operation is one endpoint: who may call it, what goes in, what comes out, and one call. */
import type { FastifyInstance } from 'fastify'
import type { Static, TObject, TSchema } from 'typebox'
import type { ManagementCall, MerchantCall } from './call.ts'
import type { Authenticator } from './credentials.ts'
import type { Idempotency, Keyed } from './idempotency/idempotency.ts'
import type { Permission } from './permissions.ts'
import { pipeline } from './pipeline.ts'

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
  /** Private keys of type HOSTED_CHECKOUT hold no permission, and may call this all the same (contract 3.4). */
  readonly openToHostedCheckout?: boolean
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
  /** How long the answer to a request with an idempotency key is kept (contract IDM-5); 24 hours when absent. */
  readonly keepsAnswer?: '30 days' | '24 hours'
  /**
   * What has become of an operation that was answered 504 (contract IDM-12).
   * @throws ApiError `outcome_unknown` while it is still not known, and what it ended with
   */
  recall?(call: CallOf[Kind] & Keyed, input: Omit<Input<Body, Query, Subject>, 'rawBody'>): Promise<unknown>
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
  /** Keeps answers for repeats; where it is absent, keys are checked for their form only. */
  readonly idempotency?: Idempotency
}

export function registerOperation(
  app: FastifyInstance,
  definition: Operation,
  authenticator: Authenticator,
  settings: WireSettings,
): void {
  const { method, url, summary, tag, body, query, response, caller } = definition
  const takesBody = method === 'POST' || method === 'PUT'
  app.route({
    method,
    url,
    schema: {
      summary,
      tags: [tag],
      ...(takesBody && body ? { body } : {}),
      ...(query ? { querystring: query } : {}),
      response: { 200: response },
      security: [{ [caller]: [] }],
    },
    handler: pipeline(definition, authenticator, settings),
  })
}
