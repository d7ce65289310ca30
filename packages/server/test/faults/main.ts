/**
 * `npm run faults`: kills servers at named points and at any moment, and looks whether every promise was kept.
 *
 * Options: `--runs N` (default 200), `--seed N` one run again, `--first N` the first seed, `--lanes N` servers at a
 * time, `--seconds N` after which no new run begins.
 */
import { parseArgs } from 'node:util'
import type { TestProject } from 'vitest/node'
import { Database } from '../../src/database/database.ts'
import { silentLog } from '../../src/database/log.ts'
import startDatabaseServer from '../support/database-server.ts'
import { findCardsInCluster } from './canaries.ts'
import { killRun } from './kill-run.ts'
import type { Verdict } from './kill-run.ts'
import { Lane } from './lane.ts'

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '200' },
    first: { type: 'string', default: '0' },
    seed: { type: 'string' },
    lanes: { type: 'string', default: '4' },
    seconds: { type: 'string', default: '1800' },
  },
})
const print = (line: string) => process.stdout.write(`${line}\n`)

const first = Number(values.seed ?? values.first)
const runs = values.seed === undefined ? Number(values.runs) : 1
const seeds = Array.from({ length: runs }, (_, index) => first + index)
const beganAt = performance.now()
const deadline = beganAt + Number(values.seconds) * 1_000
const secondsSince = (start: number) => ((performance.now() - start) / 1_000).toFixed(1)

let serverUrl = ''
const provide = (_key: string, value: string) => (serverUrl = value)
const stopDatabase = await startDatabaseServer({ provide } as unknown as TestProject)
const verdicts: Verdict[] = []
try {
  const lanes = await Promise.all(Array.from({ length: Math.min(Number(values.lanes), runs) }, work))
  const inFiles = await findCardsInCluster(await directoryOfCluster())
  for (const found of inFiles) print(found)
  await Promise.all(lanes.map(lane => lane?.close()))
  summarize(inFiles.length)
} finally {
  await stopDatabase()
}

/** One server, killed run after run. After a failure a new one begins with clean books. @returns the last one */
async function work(): Promise<Lane | undefined> {
  let lane: Lane | undefined
  for (let seed = seeds.shift(); seed !== undefined && performance.now() < deadline; seed = seeds.shift()) {
    const start = performance.now()
    let verdict: Verdict
    try {
      lane ??= await Lane.open(serverUrl)
      verdict = await killRun(lane, seed)
    } catch (error) {
      verdict = { seed, name: 'broke off', kills: 0, isHit: false, complaints: [(error as Error).message] }
    }
    verdicts.push(verdict)
    report(verdict, secondsSince(start))
    if (verdict.complaints.length === 0) continue
    await lane?.close()
    lane = undefined
  }
  return lane
}

function report({ seed, name, isHit, complaints }: Verdict, seconds: string): void {
  const end = complaints.length > 0 ? 'FAILED' : isHit ? 'ok' : 'ok, but not cut off there'
  print(`${String(verdicts.length).padStart(4)}/${runs}  seed ${seed}  ${name}: ${end} (${seconds} s)`)
  for (const complaint of complaints) print(`           ${complaint}`)
}

function summarize(foundInFiles: number): void {
  const failed = verdicts.filter(({ complaints }) => complaints.length > 0).map(({ seed }) => seed)
  const missed = verdicts.filter(({ isHit }) => !isHit).length
  const kills = verdicts.reduce((sum, verdict) => sum + verdict.kills, 0)
  print(`${verdicts.length} of ${runs} runs, ${kills} kills, ${missed} beside their point, ${secondsSince(beganAt)} s`)
  if (failed.length > 0) print(`Failed seeds: ${failed.join(', ')}. Again: npm run faults -- --seed ${failed[0]}`)
  if (failed.length > 0 || foundInFiles > 0 || verdicts.length < runs) process.exitCode = 1
}

async function directoryOfCluster(): Promise<string> {
  const database = new Database({ url: serverUrl, poolSize: 1, log: silentLog })
  try {
    const { rows } = await database.query<{ directory: string }>(
      `select current_setting('data_directory') as directory`,
    )
    return rows[0]!.directory
  } finally {
    await database.close()
  }
}
