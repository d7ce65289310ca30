/**
 * `POST /v1/charges` through the simulated acquirer, every step durable, against a bare Fastify handler that parses and
 * validates the same JSON and stores nothing; the same with an idempotency key on every request. Each charge has a
 * single-pay token of its own, made before.
 */
import { median, print } from './figures.ts'
import { loadGenerator } from './load.ts'
import type { Result } from './load.ts'
import { startBareServer, startTrefoil } from './processes.ts'

const ROUNDS = 3
const SECONDS = 5
const WARM_UP_SECONDS = 6
const CONNECTIONS = 64
/** Architecture, "Speed and size to reach". */
const WANTED_RATIO = 0.12
/** More than a round can use. */
const TOKENS_PER_SECOND = 2_500

const BODY = JSON.stringify({ amount: 1100, currency: 'usd', source: 'SOURCE', description: 'A cup of tea' })
const CARD = { number: '4242424242424242', exp_month: '12', exp_year: '2030', cvv: '123' }

export async function run(): Promise<void> {
  const { name, generate } = await loadGenerator()
  const [bare, trefoil] = await Promise.all([startBareServer(), startTrefoil()])
  try {
    const { facts, origin } = trefoil
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${facts.accessToken}` }
    const bareLoad = { url: `${bare.origin}/v1/charges`, headers, body: BODY }
    const charges = async (seconds: number, isKeyed: boolean): Promise<Result> => {
      const sources = await makeTokens(origin, facts.publicKey, seconds * TOKENS_PER_SECOND)
      return generate({ ...bareLoad, url: `${origin}/v1/charges`, sources, isKeyed, connections: CONNECTIONS, seconds })
    }
    print(`POST /v1/charges, load by ${name}, ${CONNECTIONS} connections, ${ROUNDS} rounds of ${SECONDS} s, medians`)
    await generate({ ...bareLoad, connections: CONNECTIONS, seconds: WARM_UP_SECONDS })
    await charges(WARM_UP_SECONDS, true)
    const rounds: Round[] = []
    for (let round = 0; round < ROUNDS; round++) {
      rounds.push({
        bare: await generate({ ...bareLoad, connections: CONNECTIONS, seconds: SECONDS }),
        plain: await charges(SECONDS, false),
        keyed: await charges(SECONDS, true),
      })
    }
    report(rounds)
  } finally {
    await Promise.all([bare.stop(), trefoil.stop()])
  }
}

interface Round {
  readonly bare: Result
  readonly plain: Result
  readonly keyed: Result
}

/** Single-pay tokens, made by the API at 64 requests at a time. */
async function makeTokens(origin: string, apikey: string, count: number): Promise<string[]> {
  const body = JSON.stringify({ card: CARD })
  const headers = { 'content-type': 'application/json', apikey }
  const tokens: string[] = []
  const worker = async () => {
    while (tokens.length < count) {
      const response = await fetch(`${origin}/v1/tokens`, { method: 'POST', headers, body })
      tokens.push(((await response.json()) as { id: string }).id)
    }
  }
  await Promise.all(Array.from({ length: 64 }, worker))
  return tokens
}

function report(rounds: readonly Round[]): void {
  const figure = (target: keyof Round, member: keyof Result) => median(rounds.map(round => round[target][member]))
  const row = (label: string, target: keyof Round) =>
    print(
      `  ${label.padEnd(18)} ${figure(target, 'perSecond').toFixed(0).padStart(7)}/s` +
        `   p50 ${figure(target, 'p50Ms').toFixed(2)} ms   p99 ${figure(target, 'p99Ms').toFixed(2)} ms`,
    )
  row('bare', 'bare')
  row('charge', 'plain')
  row('charge with a key', 'keyed')
  for (const target of ['plain', 'keyed'] as const) {
    const ratio = median(rounds.map(round => round[target].perSecond / round.bare.perSecond))
    print(`  ratio ${target.padEnd(6)} ${ratio.toFixed(3)}   (wanted: at least ${WANTED_RATIO.toFixed(2)})`)
    if (ratio < WANTED_RATIO) process.exitCode = 1
  }
}
