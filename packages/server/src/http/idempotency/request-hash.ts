/** What is kept of a request with a key: two keyed hashes (contract IDM-3, IDM-4). */
import { createHmac } from 'node:crypto'
import { isObject } from '../fields.ts'

export interface KeyedRequest {
  readonly merchantId: string
  /** Method and path with what stands in its parameters, without the query. */
  readonly path: string
  /** The header's value. */
  readonly key: string
  readonly body: unknown
  /** The query parameter `expand`. */
  readonly expand: unknown
}

export interface RequestHashes {
  /** HMAC-SHA-256, hex. */
  readonly keyHash: string
  /** HMAC-SHA-256, hex. */
  readonly requestHash: string
}

/** @returns a function that hashes requests under a secret of the deployment */
export function requestHasher(secret: Buffer): (request: KeyedRequest) => RequestHashes {
  const hash = (label: string, value: unknown) =>
    createHmac('sha256', secret)
      .update(`trefoil idempotency ${label}\n${canonicalJson(value)}`)
      .digest('hex')
  return ({ merchantId, path, key, body, expand }) => ({
    keyHash: hash('key', [merchantId, path, key]),
    requestHash: hash('request', [body, expand ?? null]),
  })
}

/** JSON with the members of every object in order of their names, so that their order in the request does not count. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_name, member: unknown) =>
    isObject(member)
      ? Object.fromEntries(Object.entries(member).sort(([one], [other]) => (one < other ? -1 : 1)))
      : member,
  )
}
