/** One client alone: an insert through the batch against the same insert without it. Batching must not add waiting. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Batch, openDatabases } from '../packages/server/src/database/index.ts'
import { median, print } from './figures.ts'

const INSERTS = 2_000
const ROUNDS = 5
/** The p50 of a single client stays within this. */
const ALLOWED_RATIO = 1.3

export async function run(): Promise<void> {
  const dataDir = await mkdtemp(join(tmpdir(), 'trefoil-bench-'))
  const log = {
    debug() {},
    info() {},
    warn() {},
    error: (fields: object, message: string) => print(`${message} ${JSON.stringify(fields)}`),
  }
  const databases = await openDatabases({ dataDir, log, withAcquirer: true })
  try {
    const database = databases.acquirer!
    await database.query('create table public.bench (id bigint primary key, note text not null)')
    const insert = async (ids: readonly number[]) => {
      const { rows } = await database.query<{ id: number }>({
        name: 'bench',
        text: `insert into public.bench select id, 'note' from unnest($1::bigint[]) as id returning id`,
        values: [ids],
      })
      return rows.map(row => row.id)
    }
    const batch = new Batch<number, number>({ run: insert, maxItems: 100, inFlight: 2 })
    let id = 0
    const p50 = async (one: (id: number) => Promise<unknown>) => {
      const times: number[] = []
      for (let count = 0; count < INSERTS; count++) {
        const begin = performance.now()
        await one(id++)
        times.push(performance.now() - begin)
      }
      return median(times)
    }
    const ratios: number[] = []
    for (let round = 0; round <= ROUNDS; round++) {
      const plain = await p50(next => insert([next]))
      const batched = await p50(next => batch.add(next))
      // The first round warms up.
      if (round === 0) continue
      ratios.push(batched / plain)
      print(
        `  p50 plain ${plain.toFixed(3)} ms   batched ${batched.toFixed(3)} ms   ratio ${(batched / plain).toFixed(3)}`,
      )
    }
    const ratio = median(ratios)
    print(`median ratio ${ratio.toFixed(3)} (allowed: ${ALLOWED_RATIO})`)
    if (ratio > ALLOWED_RATIO) process.exitCode = 1
  } finally {
    await databases.close()
    await rm(dataDir, { recursive: true, force: true })
  }
}
