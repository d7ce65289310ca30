/** Where a card number goes once it is in, and where it must never be found (contract GEN-19, TOK-37; PCI-01, 05, 07). */
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Database } from '../../src/database/database.ts'
import { embeddedConnectionUrl } from '../../src/database/embedded.ts'
import { silentLog } from '../../src/database/log.ts'
import type { SandboxFacts } from '../../src/platform/index.ts'
import { temporaryDirectory } from '../support/index.ts'
import { findIn, findInFiles, tracesOf } from './card-traces.ts'
import { charge, createToken, get, idOf, post } from './client.ts'
import type { Answer } from './client.ts'
import { startSandbox } from './server-process.ts'
import type { Ended } from './server-process.ts'

/** Four digits, which the sandbox's own message does not hold. */
const CVV = '7391'
const APPROVED = '371449635398431'
const DECLINED = '375987654000004'
const NAME = 'Canary Cardholder'
const STATE = 'state-that-is-nobodys-business'
const TRACES = [...tracesOf('approved card', APPROVED), ...tracesOf('declined card', DECLINED)]
const CVV_TRACES = [`"${CVV}"`, `"${CVV}\\"`, `:${CVV}`, `=${CVV}`, `(${CVV},`, `,${CVV},`, `,${CVV})`].flatMap(
  text => [
    { name: 'verification value', bytes: Buffer.from(text) },
    { name: 'verification value UTF-16', bytes: Buffer.from(text, 'utf16le') },
  ],
)

let dataDir: string
let facts: SandboxFacts
let ended: Ended
let answers: Answer[]
let tables: string
/** Of the two verification values, as they were before they were used. */
let sealedCodes: Buffer[]

beforeAll(async () => {
  dataDir = await temporaryDirectory()
  const server = await startSandbox({ dataDir, environment: { TREFOIL_LOG_LEVEL: 'trace' } })
  facts = await server.facts()
  answers = await misuse(facts)
  const tokens = await Promise.all([APPROVED, DECLINED].map(number => createToken(facts, { number, cvv: CVV })))
  sealedCodes = await query(
    'trefoil',
    `select sealed_code from vault.verification_code where token_id in ('${tokens.map(idOf).join("', '")}')`,
    value => value as Buffer,
  )
  const charges = [
    await charge(facts, idOf(tokens[0]!), 1100),
    await charge(facts, idOf(tokens[1]!), 1100),
    await charge(facts, idOf(tokens[0]!), 1100),
  ]
  expect(charges.map(answer => answer.status)).toEqual([200, 402, 400])
  answers.push(...tokens, ...charges)
  tables = [await dump('trefoil'), await dump('trefoil_acquirer')].join('\n')
  ended = await server.stop()
}, 60_000)

afterAll(() => rm(dataDir, { recursive: true, force: true }))

test('the search finds what is written down: the numbers themselves, and a name in tables and files', async () => {
  for (const [text, form] of [
    [`x${APPROVED}y`, 'clear'],
    [Buffer.from(`..${APPROVED}..`).toString('base64'), 'clear, base64'],
    [Buffer.from(`.${APPROVED}..`).toString('base64'), 'clear, base64'],
    [Buffer.from(`${APPROVED}..`).toString('base64'), 'clear, base64'],
    [Buffer.from(APPROVED).toString('hex'), 'clear, hex'],
  ] as const) {
    expect(findIn(text, TRACES)).toContain(`approved card ${form}`)
  }
  const name = [{ name: 'name', bytes: Buffer.from(NAME) }]
  expect(findIn(tables, name)).toEqual(['name'])
  expect(await findInFiles(dataDir, name)).toEqual(
    expect.arrayContaining([expect.stringContaining('/base/'), expect.stringContaining('/pg_wal/')]),
  )
})

test('GEN-19: no answer holds a card number or a verification value', () => {
  expect(new Set(answers.map(answer => answer.status))).not.toContain(500)
  for (const { text, headers } of answers) {
    const all = `${text}\n${[...headers].join('\n')}`
    expect([...findIn(all, TRACES), ...findIn(all, CVV_TRACES)]).toEqual([])
  }
})

describe('PCI-05: the log at its most talkative', () => {
  const lines = () => ended.stdout.split('\n').filter(line => line.startsWith('{'))

  test('GEN-19: holds no card number and no verification value', () => {
    expect(lines().join()).toContain('"operation":"POST /v1/tokens"')
    const all = ended.stdout + ended.stderr
    expect([...findIn(all, TRACES), ...findIn(lines().join('\n'), CVV_TRACES)]).toEqual([])
  })

  test('OAUTH-4: holds no secret and no query string', () => {
    const { appSecret, accessToken, refreshToken, publicKey, privateKey, managementToken } = facts
    for (const secret of [
      appSecret,
      accessToken,
      refreshToken,
      publicKey,
      privateKey,
      managementToken,
      STATE,
      '/oauth/',
    ]) {
      expect(lines().filter(line => line.includes(secret))).toEqual([])
    }
  })
})

test('GEN-19: sandbox.json holds no card', async () => {
  expect(findIn(await readFile(join(dataDir, 'sandbox.json')), TRACES)).toEqual([])
})

test('TOK-37, PCI-07: no table of either database holds a card number, an unkeyed hash of it or a verification value', () => {
  expect([...findIn(tables, TRACES), ...findIn(tables, CVV_TRACES)]).toEqual([])
})

test('GEN-19, PCI-07: no file of the data directory does, the write-ahead log included', async () => {
  expect(await findInFiles(dataDir, TRACES)).toEqual([])
})

test('TOK-37: after the authorization no table holds the sealed verification value, either', () => {
  expect(sealedCodes).toHaveLength(2)
  const traces = sealedCodes.map(bytes => ({
    name: 'sealed verification value',
    bytes: Buffer.from(bytes.toString('hex')),
  }))
  expect(findIn(tables, traces)).toEqual([])
})

/** What careless clients and attackers send. */
async function misuse({ urls, accessToken, publicKey, appId }: SandboxFacts): Promise<Answer[]> {
  const key = { apikey: publicKey }
  const bearer = { authorization: `Bearer ${accessToken}` }
  const tokens = `${urls.vault}/v1/tokens`
  const charges = `${urls.ecommerce}/v1/charges`
  const card = { number: APPROVED, cvv: CVV, exp_month: '12', exp_year: '2030' }
  const body = JSON.stringify({ card })
  const authorize = new URLSearchParams({
    client_id: appId,
    redirect_uri: urls.checkout,
    response_type: 'code',
    state: STATE,
  })
  return Promise.all([
    post(tokens, key, { card: { ...card, name: NAME } }),
    post(tokens, key, body.slice(0, -3)),
    post(tokens, key, `${body}${body}`),
    post(tokens, { ...key, 'content-type': 'text/plain' }, body),
    post(tokens, { ...key, 'content-type': 'application/x-www-form-urlencoded' }, `number=${APPROVED}&cvv=${CVV}`),
    post(tokens, key, { card: { ...card, name: `Kim ${APPROVED}` } }),
    post(tokens, key, { card: { ...card, number: Number(APPROVED), cvv: Number(CVV) } }),
    post(tokens, key, { card: { ...card, number: `${APPROVED}0` } }),
    post(tokens, key, { card: { ...card, exp_year: '2001' } }),
    post(tokens, key, { card: { ...card, cvv: `${CVV}${CVV}` } }),
    post(tokens, key, { card: { ...card, address_line1: `\u0000${APPROVED}` } }),
    post(tokens, key, { card, padding: 'x'.repeat(70_000) }),
    post(tokens, { apikey: APPROVED }, { card }),
    post(`${tokens}/${APPROVED}?cvv=${CVV}`, key, { card }),
    get(`${urls.ecommerce}/v1/charges/${APPROVED}`, bearer),
    get(`${urls.ecommerce}/v1/tokens/${APPROVED}?number=${APPROVED}`, bearer),
    get(`${urls.ecommerce}/v1/charges?customer=${APPROVED}&limit=${APPROVED}`, bearer),
    get(`${urls.checkout}/errors/${APPROVED}`),
    post(charges, bearer, { amount: 1100, currency: 'usd', source: APPROVED }),
    post(charges, bearer, { amount: Number(APPROVED), currency: 'usd', source: 'clv_1' }),
    post(charges, bearer, { amount: 1100, currency: 'usd', source: { ...card, object: 'card' } }),
    post(charges, { ...bearer, 'idempotency-key': APPROVED }, { amount: 1100, currency: 'usd', description: APPROVED }),
    post(charges, { authorization: `Bearer ${APPROVED}` }, { amount: 1100 }),
    get(`${urls.platform}/oauth/v2/authorize?${authorize.toString()}`),
    get(`${urls.platform}/oauth/v2/authorize?client_id=${APPROVED}&state=${APPROVED}`),
    get(`${urls.platform}/oauth/token?client_id=${APPROVED}&client_secret=${APPROVED}&code=${APPROVED}`),
  ])
}

/** Every row of every table of a database, as text; bytes stand there as hex. */
async function dump(name: string): Promise<string> {
  const list = `select format('%I.%I', schemaname, tablename) from pg_tables where schemaname not in ('pg_catalog', 'information_schema')`
  const names = await query(name, list, String)
  const rows = await Promise.all(names.map(table => query(name, `select t::text from ${table} t`, String)))
  expect(rows.flat().length).toBeGreaterThan(0)
  return rows.flat().join('\n')
}

/** The first column of what a statement finds. */
async function query<Value>(name: string, statement: string, read: (value: unknown) => Value): Promise<Value[]> {
  const database = new Database({ url: await embeddedConnectionUrl(dataDir, name), poolSize: 4, log: silentLog })
  try {
    const { rows } = await database.query(statement)
    return rows.map(row => read(Object.values(row)[0]))
  } finally {
    await database.close()
  }
}
