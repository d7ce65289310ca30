import type { Capabilities } from '../connector.ts'
import type { Bench } from './bench.ts'
import type { Provocation } from './harness.ts'

/** A capability that is there or not. */
export type Flag = {
  [Name in keyof Capabilities]: Capabilities[Name] extends boolean ? Name : never
}[keyof Capabilities]

/** One promise that every connector keeps. Data, so that it can be run outside a test as well. */
export interface ConformanceCase {
  /** Short and unique. */
  readonly id: string
  /** The promise, with the rule that asks for it. */
  readonly promise: string
  /** Skipped when the connector declares that it cannot do one of these. */
  readonly capabilities?: readonly Flag[]
  /** Skipped when the harness cannot provoke one of these. */
  readonly provocations?: readonly Provocation[]
  /** Skipped when the harness cannot bring about a settlement, or count the connector's timers. */
  readonly needs?: 'settlement' | 'timers'
  /** Throws when the promise is broken. */
  run(bench: Bench): Promise<void>
}
