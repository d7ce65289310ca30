/** Which pages may show the hosted fields of a key, asked by its embed id (contract of the elements, SEC-4, SEC-24). */
import type { Database } from '../../database/index.ts'
import { ApiError } from '../../http/errors.ts'
import { FreshCache } from '../credentials/fresh-cache.ts'
import { keyFault } from './key.ts'

export interface Embedding {
  /** False for a key that is switched off or was rotated out. */
  readonly active: boolean
  /** Rules for the origins of pages; see `matchesOrigin`. */
  readonly allowedOrigins: readonly string[]
}

export interface Embeddings {
  /** @returns undefined when no key has this embed id */
  find(embedId: string): Promise<Embedding | undefined>
  /** This process reads every key anew from now on. */
  forget(): void
}

/** As old as a credential may be: a change is in force everywhere within 1 s (contract KEY-8). */
const MAX_AGE_MS = 400
const MAX_ENTRIES = 10_000

const EMBED_ID = /^[A-Za-z0-9_-]{20}$/

interface Row {
  readonly active: boolean
  readonly expired: boolean
  readonly allowed_origins: string[]
}

export function createEmbeddings(database: Database): Embeddings {
  const cache = new FreshCache<Embedding>({
    maxAgeMs: MAX_AGE_MS,
    maxEntries: MAX_ENTRIES,
    // What does not exist is not remembered: anybody can make up ids, and they would push out the good ones.
    isAnswer: () => false,
    read: embedId => read(database, embedId),
  })
  return {
    async find(embedId) {
      if (!EMBED_ID.test(embedId)) return undefined
      try {
        return await cache.get(embedId)
      } catch (error) {
        if (error instanceof ApiError && error.code === 'resource_missing') return undefined
        throw error
      }
    },
    forget: () => cache.forget(),
  }
}

/** @throws ApiError `resource_missing` */
async function read(database: Database, embedId: string): Promise<Embedding> {
  const text = `
    select active, coalesce(expires_at <= now(), false) as expired, allowed_origins
      from platform.api_key
     where embed_id = $1`
  const { rows } = await database.query<Row>({ name: 'read_embedding', text, values: [embedId] })
  const [row] = rows
  if (row === undefined) throw new ApiError('resource_missing')
  return { active: keyFault(row.active, row.expired) === undefined, allowedOrigins: row.allowed_origins }
}
