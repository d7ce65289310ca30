/** Why a call gives no token: a code under each key of the result (contract 6.6). */
import type { ErrorCode } from '../shared/codes.ts'
import type { ResultKey } from '../shared/messages.ts'

export interface Reason {
  readonly key: ResultKey
  readonly code: ErrorCode
  /** The frame's own sentence; the table's when absent. */
  readonly error?: string
}

export class Refused extends Error {
  // Declared only: the target has no class fields, and what stands in for them is larger than this class.
  declare readonly reasons: readonly Reason[]
  /** The server named a field, which does not know yet. */
  declare readonly byServer: boolean
  declare readonly requestId: string | undefined

  constructor(reasons: ErrorCode | readonly Reason[], requestId?: string, byServer = false) {
    super('refused')
    this.reasons = typeof reasons === 'string' ? [{ key: 'FORM', code: reasons }] : reasons
    this.requestId = requestId
    this.byServer = byServer
  }
}
