/** The fields origin: frame documents of each key, the files they load, and why they may not show (contract 10.2, 10.5). */
import type { FastifyBaseLogger, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { ApiError } from '../../http/errors.ts'
import { parseJsonBody } from '../../http/json-body.ts'
import type { Embedding } from '../../platform/index.ts'
import { ancestorsOf, fontOriginsOf, whyNot } from './embedding-rules.ts'
import { FRAME_DOCUMENTS, frameDocument } from './frame-documents.ts'
import type { FrameDocument } from './frame-documents.ts'
import { frameHeaders } from './frame-headers.ts'
import { PAGE_FILES } from './release.ts'
import { IMMUTABLE, sendFile } from './served-file.ts'
import type { ElementsOrigins, ServedRelease } from './served-release.ts'

export interface FramesOptions {
  readonly mode: 'sandbox' | 'live'
  /** Of the release that is served. */
  readonly version: string
  readonly release: () => ServedRelease
  readonly origins: () => ElementsOrigins
  /** The operator's (STY-11). */
  readonly fontOrigins: readonly string[]
  readonly embedding: (embedId: string) => Promise<Embedding | undefined>
  readonly log: Pick<FastifyBaseLogger, 'info'>
}

const HIDDEN = { schema: { hide: true } as object }
/** An origin has 300 characters at most; whoever sends more does not want an answer. */
const WHY_BODY_BYTES = 2_048

export function frameRoutes(app: FastifyInstance, options: FramesOptions): void {
  refuseQueries(app, options)
  documents(app, options)
  files(app, options)
  whyAnswers(app, options)
}

/** No load of a frame can carry a value into a log of ours: its query is refused, and not written down (SEC-44). */
function refuseQueries(app: FastifyInstance, { log }: FramesOptions): void {
  app.addHook('onRequest', (request, _reply, done) => {
    const { url } = request.routeOptions
    if (!/^\/[ef]\//.test(url ?? '') || !request.raw.url?.includes('?')) return done()
    log.info({ requestId: request.id, route: url }, 'refused: the address of a frame with a query')
    done(new ApiError('invalid_request', { message: 'This address takes no query.' }))
  })
  // Other addresses below these two are told the same about their query, and that they do not exist otherwise.
  for (const url of ['/e/*', '/f/*']) {
    app.get(url, HIDDEN, () => {
      throw new ApiError('resource_missing')
    })
  }
}

interface DocumentAddress {
  readonly embedId: string
  readonly document: string
}

function documents(app: FastifyInstance, options: FramesOptions): void {
  const { mode, version, release, origins, fontOrigins, embedding } = options
  const send = (reply: FastifyReply, status: number, text: string, headers: Readonly<Record<string, string>>) =>
    reply.code(status).headers(headers).type('text/html; charset=utf-8').send(text)

  app.get<{ Params: DocumentAddress }>(`/e/:embedId/${version}/:document`, HIDDEN, async (request, reply) => {
    const document = nameOf(request.params.document)
    const { embedId } = request.params
    const found = await embedding(embedId)
    // It must reach any page, or the page would not learn that its key is the fault (SEC-10).
    const isForAnyPage = document === 'why' || !found?.active
    const rules = isForAnyPage
      ? { document: 'why' as const, version, ancestors: ['*'], fontOrigins: [] }
      : { document, version, ancestors: ancestorsOf(found, mode), fontOrigins: fontOriginsOf(found, fontOrigins) }
    const keyUnknown = !found?.active
    const text = frameDocument(release(), origins(), { document: rules.document, embedId, keyUnknown })
    return send(reply, keyUnknown ? 404 : 200, text, frameHeaders(origins(), rules))
  })
}

/** @throws ApiError `resource_missing` */
function nameOf(file: string): FrameDocument {
  const document = FRAME_DOCUMENTS.find(name => `${name}.html` === file)
  if (document === undefined) throw new ApiError('resource_missing')
  return document
}

function files(app: FastifyInstance, { version, release }: FramesOptions): void {
  const send = (request: FastifyRequest, reply: FastifyReply, name: string) => {
    const file = PAGE_FILES.some(page => page === name) ? undefined : release().files.get(name)
    if (file === undefined) throw new ApiError('resource_missing')
    return sendFile(request, reply, file, IMMUTABLE)
  }
  app.get<{ Params: { '*': string } }>(`/f/${version}/*`, HIDDEN, (request, reply) =>
    send(request, reply, request.params['*']),
  )
}

function whyAnswers(app: FastifyInstance, { mode, embedding }: FramesOptions): void {
  app.post<{ Params: { embedId: string } }>(
    '/e/:embedId/why',
    { ...HIDDEN, bodyLimit: WHY_BODY_BYTES },
    async (request, reply) => {
      const { origin } = parseJsonBody(request.body as Buffer | undefined)
      if (origin === undefined) throw new ApiError('parameter_missing', { param: 'origin' })
      if (typeof origin !== 'string') throw new ApiError('invalid_request', { param: 'origin' })
      const result = whyNot(await embedding(request.params.embedId), origin, mode)
      return reply.type('application/json; charset=utf-8').send(JSON.stringify({ result }))
    },
  )
}
