/** A file of a release as it is sent: its bytes, what they hash to, and their compressed forms. */
import { createHash } from 'node:crypto'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import type { FastifyReply, FastifyRequest } from 'fastify'

const TYPES: Readonly<Record<string, string>> = {
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  json: 'application/json; charset=utf-8',
  svg: 'image/svg+xml',
}

export const EVERGREEN = 'public, max-age=300, stale-while-revalidate=600'
export const IMMUTABLE = 'public, max-age=31536000, immutable'

type Encoding = 'br' | 'gzip' | 'identity'

export interface ServedFile {
  readonly type: string
  /** As in an `integrity` attribute. */
  readonly integrity: string
  readonly bytes: Buffer
  /** Compressed as far as it goes, once and for all; a start does not wait for it. */
  encoded(encoding: Encoding): Buffer
}

export function integrityOf(bytes: Buffer | string): string {
  return `sha384-${createHash('sha384').update(bytes).digest('base64')}`
}

export function servedFile(name: string, bytes: Buffer): ServedFile {
  const encoded = new Map<Encoding, Buffer>([['identity', bytes]])
  return {
    type: TYPES[name.slice(name.lastIndexOf('.') + 1)]!,
    integrity: integrityOf(bytes),
    bytes,
    encoded(encoding) {
      const compressed = encoded.get(encoding) ?? compress(bytes, encoding)
      encoded.set(encoding, compressed)
      return compressed
    },
  }
}

function compress(bytes: Buffer, encoding: Encoding): Buffer {
  return encoding === 'br'
    ? brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } })
    : gzipSync(bytes, { level: 9 })
}

/** Readable by every page, whatever it isolates itself with (SDK-5); a query changes nothing (SDK-6). */
export function sendFile(
  request: FastifyRequest,
  reply: FastifyReply,
  file: ServedFile,
  cacheControl: string,
): FastifyReply {
  const encoding = preferred(request.headers['accept-encoding'])
  // Each form has a tag of its own, as RFC 9110 section 8.8.3 asks.
  const tag = `"${file.integrity.slice('sha384-'.length, 39)}-${encoding}"`
  reply.headers({
    'access-control-allow-origin': '*',
    'cross-origin-resource-policy': 'cross-origin',
    'timing-allow-origin': '*',
    'x-content-type-options': 'nosniff',
    'cache-control': cacheControl,
    vary: 'Accept-Encoding',
    etag: tag,
  })
  if (isKnown(request.headers['if-none-match'], tag)) return reply.code(304).send()
  if (encoding !== 'identity') reply.header('content-encoding', encoding)
  return reply.type(file.type).send(file.encoded(encoding))
}

/** What the caller takes, smallest first. A coding with weight 0 is refused (RFC 9110 section 12.5.3). */
function preferred(header: string | string[] | undefined): Encoding {
  const accepted = String(header ?? '')
    .toLowerCase()
    .split(',')
    .map(part => part.trim().split(/\s*;\s*/))
    .filter(([, weight]) => weight === undefined || !/^q=0(\.0*)?$/.test(weight))
    .map(([coding]) => coding)
  return (['br', 'gzip'] as const).find(coding => accepted.includes(coding)) ?? 'identity'
}

function isKnown(header: string | undefined, tag: string): boolean {
  if (header === undefined) return false
  return header.split(',').some(part => ['*', tag].includes(part.trim().replace(/^W\//, '')))
}
