import pg, { type ClientConfig } from 'pg'

/** The server takes no writes: a standby, or a primary that became one. */
class ReadOnlyServerError extends Error {
  /** SQLSTATE read_only_sql_transaction, by which `isDatabaseAway` knows it. */
  readonly code = '25006'
}

/**
 * The servers of one database, of which one is in use: when it cannot be reached or takes no writes, the next is tried
 * (what libpq calls `target_session_attrs=read-write`). With one server there is nothing to choose, nor to ask.
 */
export class Hosts {
  readonly #configs: readonly ClientConfig[]
  #current = 0

  constructor(configs: readonly ClientConfig[]) {
    this.#configs = configs
  }

  get count(): number {
    return this.#configs.length
  }

  get current(): number {
    return this.#current
  }

  /** Clients that connect to whichever server is in use when they are made. */
  clientClass(): new () => pg.Client {
    const currentConfig = () => this.#configs[this.#current]
    return class extends pg.Client {
      constructor() {
        super(currentConfig())
      }
    }
  }

  /** Goes on to the next server, unless someone else has left this one already. */
  leave(host: number): void {
    if (host === this.#current) this.#current = (host + 1) % this.#configs.length
  }

  /** @throws when there are other servers and this one takes no writes */
  async requireWritable(client: pg.ClientBase): Promise<void> {
    if (this.count === 1) return
    const { rows } = await client.query<{ transaction_read_only: string }>('show transaction_read_only')
    if (rows[0]!.transaction_read_only === 'on') throw new ReadOnlyServerError('The database server takes no writes.')
  }
}
