import type { ClientBase, PoolClient, QueryConfig, QueryResult, QueryResultRow } from 'pg'
import { CommitUnknownError } from './database-away.ts'

const unreplicated = new WeakSet<ClientBase>()

/**
 * With synchronous replication PostgreSQL answers a commit whose wait for the standby was cut short (by an operator who
 * cancels what hangs) with success and a warning. To be acknowledged means to be safe here, so such a success is none.
 */
export function watchReplication(client: ClientBase): void {
  client.on('notice', notice => {
    // By the name of the function, since the text is in the server's language.
    if (notice.routine === 'SyncRepWaitForLSN') unreplicated.add(client)
  })
}

/**
 * Runs one statement on a connection.
 * @throws CommitUnknownError when it committed here, but a synchronous standby has not confirmed it
 */
export async function runOn<Row extends QueryResultRow>(
  client: PoolClient,
  statement: string | QueryConfig,
  values?: readonly unknown[],
): Promise<QueryResult<Row>> {
  const result = await client.query<Row>(statement as string, values as unknown[])
  if (unreplicated.delete(client)) throw new CommitUnknownError(new Error('The standby has not confirmed the commit.'))
  return result
}
