import { frameOf } from './wire.ts'
import type { Fault } from './amounts.ts'
import type { Schedule } from './schedule.ts'
import type { Decision, Line } from './wire.ts'

/** Share of the acquirer timeout after which the slow answer of amount 91000012 comes, and the late one of 91000006. */
const SLOW_SHARE = 0.8
const LATE_SHARE = 2

const UNREADABLE = '{"reference":\u0000,,"code":"0\n'

/** Puts answers on the line the way a fault wants them: late, twice, broken, among others, or not at all. */
export class Delivery {
  readonly #schedule: Schedule
  readonly #acquirerTimeoutMs: number
  readonly #delayed = new Set<() => void>()

  constructor(schedule: Schedule, acquirerTimeoutMs: number) {
    this.#schedule = schedule
    this.#acquirerTimeoutMs = acquirerTimeoutMs
  }

  /** @param receivedAtMs when the request arrived, on the schedule's clock */
  deliver(line: Line, answer: Decision, fault: Fault | undefined, receivedAtMs: number): void {
    const frame = frameOf(answer)
    switch (fault?.answer) {
      case 'lost':
      case 'unreachable':
      case 'request_lost':
        return
      case 'late':
        return this.#deliverAt(receivedAtMs + LATE_SHARE * this.#acquirerTimeoutMs, line, frame)
      case 'slow':
        return this.#deliverAt(receivedAtMs + SLOW_SHARE * this.#acquirerTimeoutMs, line, frame)
      case 'twice':
        return send(line, frame, frame)
      case 'declined_after':
        return send(line, frame, frameOf(refusalOf(answer)))
      case 'foreign_before':
        return send(line, frameOf({ ...refusalOf(answer), reference: `${answer.reference}-of-another` }), frame)
      case 'unreadable':
        return send(line, UNREADABLE)
      case 'cut_off':
        return send(line, frame.slice(0, frame.length / 2))
      case undefined:
        return send(line, frame)
    }
  }

  /** Drops the answers that were to come later. */
  close(): void {
    for (const cancel of this.#delayed) cancel()
    this.#delayed.clear()
  }

  #deliverAt(atMs: number, line: Line, frame: string): void {
    const cancel = this.#schedule.after(Math.max(0, atMs - this.#schedule.nowMs()), () => {
      this.#delayed.delete(cancel)
      send(line, frame)
    })
    this.#delayed.add(cancel)
  }
}

function send(line: Line, ...chunks: readonly string[]): void {
  for (const chunk of chunks) line.onBytes(chunk)
  line.onEnd()
}

function refusalOf(answer: Decision): Decision {
  return { ...answer, code: '05', text: 'DECLINE 05', authCode: undefined }
}
