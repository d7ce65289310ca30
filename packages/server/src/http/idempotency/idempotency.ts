/**
 * One key, one execution (contract section 7).
 *
 * A record of the key is durable before the operation begins, and its answer before the answer leaves. The record names
 * the id under which the operation works; whoever resumes it after a crash works under the same one, and every step of
 * an operation may be repeated under its id. So a record need not know how far its operation has come.
 */
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Database } from '../../database/index.ts'
import { toApiError } from '../answer-error.ts'
import { ApiError, errorBody } from '../errors.ts'
import { newId } from '../identifiers.ts'
import { RecordStore } from './record-store.ts'
import type { StoredRecord } from './record-store.ts'
import { requestHasher } from './request-hash.ts'
import type { KeyedRequest, RequestHashes } from './request-hash.ts'

export interface IdempotencyOptions {
  readonly database: Database
  /** Secret of the deployment, under which requests are hashed. */
  readonly secret: Buffer
  /** Longer than any request takes: a record without an answer after that time is one of a process that is gone. */
  readonly leaseMs: number
  readonly checkoutOrigin: () => string
}

/** What an operation is told when its request has a key. */
export interface Keyed {
  /** Id of what the operation makes. */
  readonly operationId: string
  /** Hex; tells that there is a key, and which. */
  readonly keyHash: string
  /** An earlier request with this key had begun. */
  readonly isResumed: boolean
}

export interface Work {
  readonly request: FastifyRequest
  readonly reply: FastifyReply
  readonly keepHours: number
  /** Carries the operation out, or goes on with it. */
  execute(keyed: Keyed): Promise<unknown>
  /** What has become of an operation that was answered 504; throws while it is not known (contract IDM-12). */
  recall?(keyed: Keyed): Promise<unknown>
}

/** Answers that are the result of an operation (contract IDM-9); 504 says that there is none yet. */
const KEPT = [402, 502, 504]

export class Idempotency {
  readonly #options: IdempotencyOptions
  readonly #store: RecordStore
  readonly #hashesOf: (request: KeyedRequest) => RequestHashes
  /** Hashes of the requests whose keys are under way in this process, by hash of the key. */
  readonly #underWay = new Map<string, string>()

  constructor(options: IdempotencyOptions) {
    this.#options = options
    this.#store = new RecordStore(options.database)
    this.#hashesOf = requestHasher(options.secret)
  }

  /**
   * Answers a request that has a key.
   * @throws ApiError `idempotency_key_reused`, `idempotency_key_in_use`, and those of the work
   */
  async answer(request: KeyedRequest, work: Work): Promise<unknown> {
    const { merchantId } = request
    const hashes = this.#hashesOf(request)
    const { keyHash, requestHash } = hashes
    const other = this.#underWay.get(keyHash)
    if (other !== undefined) throw taken(other === requestHash)
    this.#underWay.set(keyHash, requestHash)
    try {
      const newOperationId = newId()
      const { leaseMs } = this.#options
      const wish = { ...hashes, operationId: newOperationId, leaseMs, keepHours: work.keepHours }
      const operationId = await this.#store.begin(merchantId, wish)
      if (operationId !== undefined) {
        const keyed = { operationId, keyHash, isResumed: operationId !== newOperationId }
        return await this.#carryOut(merchantId, keyed, work, () => work.execute(keyed))
      }
      const earlier = await this.#store.read(merchantId, keyHash)
      // It was released in this very moment; its client may try again.
      if (!earlier) throw taken(true)
      return await this.#repeat(merchantId, keyHash, requestHash, earlier, work)
    } finally {
      this.#underWay.delete(keyHash)
    }
  }

  async #repeat(
    merchantId: string,
    keyHash: string,
    requestHash: string,
    { requestHash: earlierHash, status, body, operationId }: StoredRecord,
    work: Work,
  ): Promise<unknown> {
    if (earlierHash !== requestHash) throw taken(false)
    if (status === null) throw taken(true)
    work.reply.header('idempotent-replayed', 'true')
    if (status === 504 && work.recall) {
      const keyed = { operationId, keyHash, isResumed: true }
      return this.#carryOut(merchantId, keyed, work, () => work.recall!(keyed))
    }
    return work.reply.code(status).type(JSON_TYPE).send(body)
  }

  async #carryOut(merchantId: string, keyed: Keyed, work: Work, run: () => Promise<unknown>): Promise<unknown> {
    const { request, reply } = work
    let body: string
    try {
      body = reply.serialize(await run()) as string
    } catch (error) {
      const apiError = toApiError(error)
      await this.#keepError(merchantId, keyed, apiError, request.id)
      throw apiError
    }
    await this.#keep(merchantId, keyed, 200, body)
    return reply.type(JSON_TYPE).send(body)
  }

  async #keepError(merchantId: string, keyed: Keyed, error: ApiError, requestId: string): Promise<void> {
    const { keyHash, operationId } = keyed
    if (KEPT.includes(error.status)) {
      const body = JSON.stringify(errorBody(error, requestId, this.#options.checkoutOrigin()))
      return this.#keep(merchantId, keyed, error.status, body)
    }
    // A refusal leaves nothing behind. After any other failure something may have begun: the next one goes on with it.
    const { keepsKey = false } = error.details
    const isRefusal = !keepsKey && (error.status < 500 || error.code === 'acquirer_unavailable')
    const ended = isRefusal
      ? this.#store.release(merchantId, keyHash, operationId)
      : this.#store.leave(merchantId, keyHash, operationId, keepsKey)
    // The database may be what has failed. The lease ends by itself.
    await ended.catch(() => undefined)
  }

  /** @throws ApiError `processing_error`: what was done is done, and is told to whoever repeats the request */
  async #keep(merchantId: string, { keyHash, operationId }: Keyed, status: number, body: string): Promise<void> {
    try {
      await this.#store.finish(merchantId, { keyHash, operationId, status, body })
    } catch (error) {
      throw new ApiError('processing_error', { cause: error })
    }
  }
}

const JSON_TYPE = 'application/json; charset=utf-8'

const taken = (isSameRequest: boolean): ApiError =>
  new ApiError(isSameRequest ? 'idempotency_key_in_use' : 'idempotency_key_reused', { param: 'idempotency-key' })
