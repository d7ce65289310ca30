/** Removes what is over: sealed successors, sessions with their consent pages, and locks of accounts. */
import type { Database } from '../../database/index.ts'
import { IDLE_MINUTES, LIFETIME_HOURS } from './browser/session-store.ts'
import { GRACE_SECONDS } from './refresh-token.ts'

/** Each is one statement that touches a row of each merchant at most briefly, and may run on many servers at once. */
export async function sweepOauth(database: Database): Promise<void> {
  await database.query(
    `update platform.refresh_token set sealed_successor = null
      where sealed_successor is not null and retired_at <= now() - make_interval(secs => $1)`,
    [GRACE_SECONDS],
  )
  await database.query(
    `delete from platform.browser_session
      where last_used_at <= now() - make_interval(mins => $1) or created_at <= now() - make_interval(hours => $2)`,
    [IDLE_MINUTES, LIFETIME_HOURS],
  )
}
