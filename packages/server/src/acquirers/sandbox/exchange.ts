import { END_OF_FRAME, readAnswer } from './wire.ts'
import type { AnswerMessage, Line } from './wire.ts'
import type { Schedule } from './schedule.ts'
import type { Unknown } from '../connector.ts'

export type ExchangeResult = AnswerMessage | Unknown

/**
 * One request and its answer on a connection of its own.
 *
 * The first answer with the right reference counts, whatever follows. After the deadline the connection is still read,
 * so that an approval that comes too late is not lost but told to `onLate` (contract CHG-25).
 */
export class Exchange implements Line {
  readonly result: Promise<ExchangeResult>
  readonly #reference: string
  readonly #onLate: (answer: AnswerMessage) => void
  readonly #cancelDeadline: () => void
  #resolve!: (result: ExchangeResult) => void
  #state: 'waiting' | 'late' | 'closed' = 'waiting'
  #unread = ''

  constructor(reference: string, timeoutMs: number, schedule: Schedule, onLate: (answer: AnswerMessage) => void) {
    this.#reference = reference
    this.#onLate = onLate
    this.result = new Promise(resolve => (this.#resolve = resolve))
    this.#cancelDeadline = schedule.after(timeoutMs, () => {
      this.#state = 'late'
      this.#resolve({ kind: 'unknown', reason: 'timeout' })
    })
  }

  onBytes(chunk: string): void {
    if (this.#state === 'closed') return
    this.#unread += chunk
    for (;;) {
      const end = this.#unread.indexOf(END_OF_FRAME)
      if (end < 0) return
      const frame = this.#unread.slice(0, end)
      this.#unread = this.#unread.slice(end + 1)
      this.#take(readAnswer(frame))
      if (this.#isClosed()) return
    }
  }

  onEnd(): void {
    this.#finish({ kind: 'unknown', reason: 'cut_off' })
  }

  /** Stops reading and waiting; a result still awaited is unknown. */
  giveUp(): void {
    this.onEnd()
  }

  #take(answer: AnswerMessage | undefined): void {
    if (answer === undefined) this.#finish({ kind: 'unknown', reason: 'unreadable' })
    else if (answer.reference === this.#reference) this.#finish(answer)
  }

  #finish(result: ExchangeResult): void {
    if (this.#state === 'closed') return
    const isLate = this.#state === 'late'
    this.#state = 'closed'
    this.#unread = ''
    this.#cancelDeadline()
    if (!isLate) this.#resolve(result)
    else if ('reference' in result) this.#onLate(result)
  }

  #isClosed(): boolean {
    return this.#state === 'closed'
  }
}
