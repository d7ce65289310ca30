/** `POST /csp` of the fields origin: what browsers say was blocked in a frame, without any value (contract SEC-35). */
import type { FastifyBaseLogger, FastifyInstance } from 'fastify'

const REPORT_TYPES = ['application/csp-report', 'application/reports+json']
const BODY_BYTES = 16_384
/** Anybody can send reports; they must not fill the log. */
const LINES_PER_MINUTE = 30
const MOST_REPORTS_IN_A_BODY = 10

export interface Violation {
  readonly directive: string
  /** An origin, or the keyword that browsers use, such as `inline`. */
  readonly blocked: string
}

export async function cspReports(
  app: FastifyInstance,
  log: Pick<FastifyBaseLogger, 'info'>,
  monotonicMs = () => performance.now(),
): Promise<void> {
  let count = 0
  let minute = { startedMs: monotonicMs(), lines: 0 }
  const record = (requestId: string, violation: Violation): void => {
    count += 1
    if (monotonicMs() - minute.startedMs >= 60_000) minute = { startedMs: monotonicMs(), lines: 0 }
    minute.lines += 1
    if (minute.lines <= LINES_PER_MINUTE) log.info({ requestId, ...violation, count }, 'a browser blocked in a frame')
  }
  await app.register(scope => {
    scope.addContentTypeParser(REPORT_TYPES, { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
    scope.post('/csp', { schema: { hide: true } as object, bodyLimit: BODY_BYTES }, (request, reply) => {
      for (const violation of violationsIn(request.body as Buffer | undefined)) record(request.id, violation)
      return reply.code(204).send()
    })
    return Promise.resolve()
  })
}

/** Reads both forms, that of `report-uri` and that of the Reporting API; what is neither is no report. */
export function violationsIn(body: Buffer | undefined): Violation[] {
  let parsed: unknown
  try {
    parsed = JSON.parse(body?.toString('utf8') ?? '')
  } catch {
    return []
  }
  const reports = Array.isArray(parsed) ? parsed.slice(0, MOST_REPORTS_IN_A_BODY) : [parsed]
  return reports.flatMap(report => {
    const members = member(report, 'csp-report') ?? member(report, 'body')
    const directive = text(members, 'effective-directive') ?? text(members, 'effectiveDirective')
    const blocked = text(members, 'blocked-uri') ?? text(members, 'blockedURL')
    if (directive === undefined || !/^[a-z-]{1,40}$/.test(directive)) return []
    return [{ directive, blocked: originIn(blocked ?? '') }]
  })
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined
}

function text(value: unknown, name: string): string | undefined {
  const found = member(value, name)
  return typeof found === 'string' ? found : undefined
}

/** Of an address only the origin, since anything could stand in its path. */
function originIn(blocked: string): string {
  if (/^[a-z-]{0,30}$/.test(blocked)) return blocked
  if (!URL.canParse(blocked)) return 'unreadable'
  const { origin, protocol } = new URL(blocked)
  return origin === 'null' ? protocol : origin.slice(0, 300)
}
