import { SandboxAcquirer } from './acquirer.ts'
import { AuthorizationBook } from './authorization-book.ts'
import { Books } from './books.ts'
import { SandboxConnector } from './connector.ts'
import { AcquirerControl } from './control.ts'
import { Delivery } from './delivery.ts'
import { realSchedule } from './schedule.ts'
import { Scenarios } from './scenarios.ts'
import type { Database } from '../../database/index.ts'
import type { Connector } from '../connector.ts'
import type { Schedule } from './schedule.ts'

export interface SandboxOptions {
  /** The acquirer's own database; the connector does not close it. */
  readonly database: Database
  readonly acquirerTimeoutMs: number
  /** Hears of failures of that database; nobody by default. */
  readonly onFailure?: (error: unknown) => void
  /** Real timers by default. */
  readonly schedule?: Schedule
}

export interface Sandbox {
  readonly connector: Connector
  readonly control: AcquirerControl
  /** Resolves when the acquirer has processed all that it has taken. */
  whenIdle(): Promise<void>
}

/** The simulated acquirer with its books. */
export function createAcquirer(options: SandboxOptions): SandboxAcquirer {
  const { database, acquirerTimeoutMs, onFailure = () => {}, schedule = realSchedule } = options
  const books = new Books(database)
  return new SandboxAcquirer({
    books,
    authorizationBook: new AuthorizationBook(database, books),
    scenarios: new Scenarios(database),
    delivery: new Delivery(schedule, acquirerTimeoutMs),
    schedule,
    onFailure,
  })
}

/** The simulated acquirer, and the connector that speaks to it. */
export function createSandbox(options: SandboxOptions): Sandbox {
  const { database, acquirerTimeoutMs, schedule = realSchedule } = options
  const host = createAcquirer(options)
  return {
    connector: new SandboxConnector({ host, acquirerTimeoutMs, schedule }),
    control: new AcquirerControl(database),
    whenIdle: () => host.whenIdle(),
  }
}

/** The connector alone, for those who need no control over the acquirer. */
export function createSandboxConnector(options: SandboxOptions): Connector {
  return createSandbox(options).connector
}
