/** One call of an operation: who calls, with what, from where. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Credential, ManagementCredential, Merchant } from './credentials.ts'
import type { Keyed } from './idempotency/idempotency.ts'

export interface Call {
  readonly requestId: string
  readonly params: Readonly<Record<string, string>>
  /** Address of the socket, or the one a trusted proxy added (contract RTL-5). */
  readonly clientAddress: string
  /** What the shop says the shopper's address is: recorded, never trusted (contract GEN-9). */
  readonly shopperAddress?: string
  readonly request: FastifyRequest
  readonly reply: FastifyReply
}

/** With a key in its request, a call also knows what is kept of that (contract section 7). */
export interface MerchantCall extends Call, Partial<Keyed> {
  readonly credential: Credential
  readonly merchant: Merchant
}

export interface ManagementCall extends Call {
  readonly management: ManagementCredential
}
