/** Load from a process of its own: wrk when it is installed, autocannon otherwise. */
import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

export interface Load {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  /** One for each request, in place of the word `SOURCE` in the body; there are enough of them. */
  readonly sources?: readonly string[]
  /** Gives every request an idempotency key of its own. */
  readonly isKeyed?: boolean
  readonly connections: number
  readonly seconds: number
}

export interface Result {
  readonly perSecond: number
  readonly p50Ms: number
  readonly p99Ms: number
}

export type Generator = (load: Load) => Promise<Result>

export async function loadGenerator(): Promise<{ name: string; generate: Generator }> {
  const hasWrk = await run('wrk', ['--version']).then(
    () => true,
    (error: { code?: unknown }) => error.code !== 'ENOENT',
  )
  return hasWrk ? { name: 'wrk', generate: wrk } : { name: 'autocannon', generate: autocannon }
}

async function wrk(load: Load): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'trefoil-wrk-'))
  try {
    const script = join(folder, 'post.lua')
    await writeFile(script, lua(load))
    const { stdout } = await run('wrk', ['-t1', `-c${load.connections}`, `-d${load.seconds}s`, '-s', script, load.url])
    const result = /RESULT ([\d.]+) ([\d.]+) ([\d.]+) (\d+)/.exec(stdout)
    if (!result) throw new Error(`wrk printed no result:\n${stdout}`)
    refuseErrors(Number(result[4]))
    return { perSecond: Number(result[1]), p50Ms: Number(result[2]), p99Ms: Number(result[3]) }
  } finally {
    await rm(folder, { recursive: true })
  }
}

function lua({ headers, body, sources, isKeyed = false }: Load): string {
  const lines = Object.entries(headers).map(
    ([name, value]) => `wrk.headers[${JSON.stringify(name)}] = ${JSON.stringify(value)}`,
  )
  return `wrk.method = "POST"
wrk.body = ${JSON.stringify(body)}
${lines.join('\n')}
${sources || isKeyed ? eachDifferent(sources, isKeyed) : ''}
function done(summary, latency)
  local errors = summary.errors
  io.write(string.format("RESULT %.1f %.3f %.3f %d\\n", summary.requests / (summary.duration / 1e6),
    latency:percentile(50) / 1000, latency:percentile(99) / 1000,
    errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end
`
}

/** Requests that differ in their source, their key or both. */
function eachDifferent(sources: readonly string[] | undefined, isKeyed: boolean): string {
  return `local sources = ${sources ? `{${sources.map(source => JSON.stringify(source)).join(',')}}` : 'nil'}
local count = 0
local run = ${JSON.stringify(randomUUID())}
local body = wrk.body
function request()
  count = count + 1
  if ${isKeyed} then wrk.headers["idempotency-key"] = run .. "-" .. count end
  if sources then wrk.body = body:gsub("SOURCE", sources[count] or error("no more tokens")) end
  return wrk.format()
end`
}

async function autocannon({ url, headers, body, sources, isKeyed, connections, seconds }: Load): Promise<Result> {
  if (sources || isKeyed) throw new Error('This load needs wrk: apt-get install wrk.')
  const program = createRequire(import.meta.url).resolve('autocannon')
  const args = ['--json', '-m', 'POST', '-c', String(connections), '-d', String(seconds), '-b', body]
  const headerArgs = Object.entries(headers).flatMap(([name, value]) => ['-H', `${name}=${value}`])
  const { stdout } = await run(process.execPath, [program, ...args, ...headerArgs, url], { maxBuffer: 1 << 26 })
  const result = JSON.parse(stdout) as {
    requests: { average: number }
    latency: { p50: number; p99: number }
    non2xx: number
    errors: number
  }
  refuseErrors(result.non2xx + result.errors)
  return { perSecond: result.requests.average, p50Ms: result.latency.p50, p99Ms: result.latency.p99 }
}

/** A refusal is faster than an answer: a figure with one in it would be worth nothing. */
function refuseErrors(count: number): void {
  if (count > 0) throw new Error(`${count} requests were not answered with 200.`)
}
