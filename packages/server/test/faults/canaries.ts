/** The cards of the fault tests, and where they must never be found (oracle 6; contract GEN-19, TOK-37). */
import type { Database } from '../../src/database/index.ts'
import { findIn, findInFiles, tracesOf } from '../process/card-traces.ts'
import type { Lane } from './lane.ts'

export const CARDS = ['4761530001111126', '5496198584584769', '371449635398431', '4000000041726391'] as const
/** Four digits: three are found everywhere. */
export const AMEX_CODE = '7391'

/** Stands in the tables as it was sent. */
export const NAME = 'Canary Cardholder'

const NAME_TRACE = { name: 'cardholder name', bytes: Buffer.from(NAME) }
const CARD_TRACES = CARDS.flatMap((number, index) => tracesOf(`card ${index + 1}`, number))
const CODE_TRACES = [`"${AMEX_CODE}"`, `"${AMEX_CODE}\\"`, `:${AMEX_CODE}`, `(${AMEX_CODE},`].map(text => ({
  name: 'verification code',
  bytes: Buffer.from(text),
}))

/** @returns what of a card stands in a table, in what was printed, or in a file of the server's */
export async function findCards({ databases, dataDir, printed }: Lane): Promise<string[]> {
  const traces = [...CARD_TRACES, ...CODE_TRACES]
  const found = [
    ...findIn(await dump(databases.main), traces).map(name => `a table holds: ${name}`),
    ...findIn(await dump(databases.acquirer), traces).map(name => `a table of the acquirer holds: ${name}`),
    ...findIn(printed, traces).map(name => `the log holds: ${name}`),
    ...(await findInFiles(dataDir, CARD_TRACES)),
  ]
  return found.map(text => `6: ${text}`)
}

/** Every row of every table as text; bytes stand there as hex, so what is sealed is looked through, too. */
async function dump(database: Database): Promise<string> {
  const { rows: tables } = await database.query<{ name: string }>(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables
     where schemaname not in ('pg_catalog', 'information_schema')`,
  )
  const texts = await Promise.all(
    tables.map(async ({ name }) => {
      const { rows } = await database.query<{ row: string }>(`select t::text as row from ${name} t`)
      return rows.map(({ row }) => row)
    }),
  )
  return texts.flat().join('\n')
}

/** The whole of a PostgreSQL: tables, indexes and the write-ahead log. A search that finds no name has not looked. */
export async function findCardsInCluster(directory: string): Promise<string[]> {
  const found = await findInFiles(directory, [...CARD_TRACES, NAME_TRACE])
  const cards = found.filter(text => !text.endsWith(NAME_TRACE.name)).map(text => `6: ${text}`)
  return cards.length < found.length ? cards : [...cards, `6: no file in ${directory} holds what it must`]
}
