import { Kysely, PostgresDialect, type PostgresPool } from 'kysely'
import type { PoolClient, QueryConfig, QueryResult, QueryResultRow } from 'pg'

/** What can run a statement: a `Database`, or a `Transaction` in it. */
export interface Queryable {
  query<Row extends QueryResultRow = QueryResultRow>(
    statement: string | QueryConfig,
    values?: readonly unknown[],
  ): Promise<QueryResult<Row>>
}

/** One open transaction. It is valid until the function it was given to has ended. */
export class Transaction implements Queryable {
  readonly #client: PoolClient

  constructor(client: PoolClient) {
    this.#client = client
  }

  /** Runs one statement in this transaction. */
  query<Row extends QueryResultRow = QueryResultRow>(
    statement: string | QueryConfig,
    values?: readonly unknown[],
  ): Promise<QueryResult<Row>> {
    return this.#client.query<Row>(statement as string, values as unknown[])
  }

  /** A query builder whose statements run in this transaction. */
  kysely<Tables>(): Kysely<Tables> {
    const connection = { query: this.#client.query.bind(this.#client), release() {} }
    return new Kysely<Tables>({ dialect: kyselyDialect(() => Promise.resolve(connection)) })
  }
}

/** Kysely's PostgreSQL over connections of ours. */
export function kyselyDialect(connect: () => Promise<object>): PostgresDialect {
  const pool = { connect, end: () => Promise.resolve(), options: {} }
  // It asks for the type of `pg`'s own pool, and uses these members of it.
  return new PostgresDialect({ pool: pool as unknown as PostgresPool })
}
