/**
 * `POST /v1/tokens`, sealed and durable before the answer, against a bare Fastify handler that parses and validates the
 * same JSON and stores nothing. Both are loaded in turn, so that the ratio holds on a machine whose speed drifts.
 */
import { median, print } from './figures.ts'
import { loadGenerator } from './load.ts'
import type { Result } from './load.ts'
import { startBareServer, startTrefoil } from './processes.ts'

const ROUNDS = 3
const SECONDS = 6
/** Long enough for both programs to be compiled to their last: what is measured is a server that has been up a while. */
const WARM_UP_SECONDS = 10
const CONNECTIONS = [16, 64]
/** Architecture, "Speed and size to reach". */
const WANTED_RATIO = 0.4

const BODY = JSON.stringify({
  card: { number: '4242424242424242', exp_month: '12', exp_year: '2030', cvv: '123', address_zip: '94085' },
})

export async function run(): Promise<void> {
  const { name, generate } = await loadGenerator()
  const [bare, trefoil] = await Promise.all([startBareServer(), startTrefoil()])
  try {
    const targets = [bare, trefoil].map(({ origin }) => ({
      url: `${origin}/v1/tokens`,
      headers: { 'content-type': 'application/json', apikey: trefoil.facts.publicKey },
      body: BODY,
    }))
    print(`POST /v1/tokens, load by ${name}, ${ROUNDS} rounds of ${SECONDS} s, medians`)
    for (const target of targets) await generate({ ...target, connections: 64, seconds: WARM_UP_SECONDS })
    for (const connections of CONNECTIONS) {
      const rounds: Result[][] = []
      for (let round = 0; round < ROUNDS; round++) {
        const results: Result[] = []
        for (const target of targets) results.push(await generate({ ...target, connections, seconds: SECONDS }))
        rounds.push(results)
      }
      report(connections, rounds)
    }
  } finally {
    await Promise.all([bare.stop(), trefoil.stop()])
  }
}

function report(connections: number, rounds: readonly (readonly Result[])[]): void {
  const figure = (target: number, member: keyof Result) => median(rounds.map(round => round[target]![member]))
  const row = (label: string, target: number) =>
    print(
      `  ${label.padEnd(8)} ${figure(target, 'perSecond').toFixed(0).padStart(7)}/s` +
        `   p50 ${figure(target, 'p50Ms').toFixed(2)} ms   p99 ${figure(target, 'p99Ms').toFixed(2)} ms`,
    )
  print(`${connections} connections`)
  row('bare', 0)
  row('trefoil', 1)
  const ratio = median(rounds.map(([bare, trefoil]) => trefoil!.perSecond / bare!.perSecond))
  print(`  ratio    ${ratio.toFixed(3)}   (wanted: at least ${WANTED_RATIO.toFixed(2)})`)
  if (ratio < WANTED_RATIO) process.exitCode = 1
}
