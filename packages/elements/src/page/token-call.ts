/** A token call, from the page's side (contract 6.2). It always resolves. */
import type { ErrorCode, TokenFailure } from '../loader/types.ts'
import { FRAMES_READY_MS } from '../shared/constants.ts'
import type { FieldKey } from '../shared/element-types.ts'
import type { Tokenize } from '../shared/messages.ts'
import { CARD_KEYS } from './aggregate.ts'
import { listen } from './dom.ts'
import { explain } from './errors.ts'
import type { Field, Form } from './form.ts'
import { formFailure, notMounted, outcomeOf } from './outcome.ts'
import type { Outcome } from './outcome.ts'
import { copyOf } from './plain.ts'
import { readCall } from './token-options.ts'
import type { TokenRequest } from './token-options.ts'

type Kind = Tokenize['kind']

/** The work that callers with the same arguments share (SDK-45). */
interface Job {
  readonly sameAs: string
  readonly call: number
  readonly outcome: Promise<Outcome>
  callers: number
  /** Ends it with what is known from elsewhere. */
  settle(outcome: Outcome): void
}

export interface TokenCalls {
  call(kind: Kind, argument: unknown): Promise<Outcome>
  /** Ends the running call (SDK-27). */
  end(): void
}

/** Messages count to 10,000. */
const MOST_CALLS = 10_000

/** Whether a field stands behind another in the page. */
const follows = ({ frame }: Field, other: Field): boolean =>
  Boolean(other.frame!.iframe.compareDocumentPosition(frame!.iframe) & Node.DOCUMENT_POSITION_FOLLOWING)

export function tokenCalls(form: Form): TokenCalls {
  let running: Job | undefined
  let number = 0

  const fail = (code: ErrorCode): Outcome => formFailure(code, form.settings)
  const participants = (kind: Kind): readonly Field[] =>
    form.mountedFields.filter(
      field => form.counts(field) && (field.type === 'GIFT_CARD_ELEMENTS') === (kind === 'gift_card'),
    )

  /** Wrong fields say so, each with one `change` (EVT-14); the first of the page gets the focus if it may (A11Y-7). */
  function tellFields({ errors, codes }: TokenFailure, fields: readonly Field[]): void {
    let first: Field | undefined
    let firstKey: FieldKey | undefined
    for (const field of fields) {
      for (const key of field.keys) {
        const error = errors[key]
        if (!error) continue
        field.markWrong(key, error, codes[key]!)
        if (field.frame && (!first || follows(first, field))) [first, firstKey] = [field, key]
      }
    }
    if (form.settings.focusOnError) first?.focus(firstKey)
  }

  function start(kind: Kind, request: TokenRequest, timeoutMs: number, sameAs: string): Job {
    const call = ++number % MOST_CALLS
    const startedAt = performance.now()
    const fields = participants(kind)
    /** Which controller has been asked: one that was made again knows nothing of the call (FLD-29). */
    let asked = 0

    let resolve!: (outcome: Outcome) => void
    const outcome = new Promise<Outcome>(done => (resolve = done))
    function settle(result: Outcome): void {
      if (running !== job) return
      running = undefined
      unwatch()
      clearTimeout(timer)
      if (result.errors) tellFields(result, fields)
      performance.measure('trefoil:token', { start: startedAt })
      resolve(result)
    }
    /** Step 3: what the call needs is there, or will not come. */
    function proceed(): void {
      const { result, controller } = form
      const obstacle = form.obstacle(fields)
      if (result?.call === call) return settle(outcomeOf(result, form.settings))
      if (obstacle) return settle(fail(obstacle.code))
      if (!controller?.ready || controller.ready === asked || !fields.every(({ ready }) => ready)) return
      asked = controller.ready
      clearTimeout(timer)
      controller.post({
        t: 'tokenize',
        call,
        kind,
        frames: fields.map(({ frame }) => frame!.id),
        ...request,
        timeoutMs: Math.max(startedAt + timeoutMs - performance.now(), 1),
      })
    }
    const job: Job = (running = { sameAs, call, outcome, callers: 0, settle })
    const unwatch = form.onChange(proceed)
    const timer = setTimeout(() => settle(fail('timeout')), FRAMES_READY_MS)
    proceed()
    return job
  }

  /** One caller's share of a job: it ends with the job, its own deadline or its own signal (SDK-46). */
  function join(job: Job, timeoutMs: number, signal: AbortSignal | undefined): Promise<Outcome> {
    job.callers += 1
    return new Promise(resolve => {
      const end = (outcome: Outcome): void => {
        clearTimeout(timer)
        ignoreSignal?.()
        resolve(copyOf(outcome))
      }
      const leave = (code: ErrorCode): void => {
        end(fail(code))
        if (--job.callers > 0) return
        form.controller?.post({ t: 'abort', call: job.call })
        job.settle(fail(code))
      }
      const timer = setTimeout(leave, timeoutMs, 'timeout')
      const ignoreSignal = signal && listen(signal, 'abort', () => leave('aborted'))
      void job.outcome.then(end)
    })
  }

  return {
    async call(kind, argument) {
      const { request, timeoutMs, signal } = readCall(argument, form.settings.timeoutMs)
      const obstacle = form.obstacle()
      if (obstacle) {
        form.explainError(obstacle)
        return fail(obstacle.code)
      }
      const keys = participants(kind).flatMap(field => field.keys)
      const needed: readonly FieldKey[] = kind === 'card' ? CARD_KEYS : ['GIFT_CARD_NUMBER']
      const missing = needed.filter(key => !keys.includes(key))
      if (missing.length > 0) {
        explain(`not_mounted: mount ${missing.join(', ')}.`)
        return notMounted(missing, form.settings)
      }
      if (signal?.aborted) return fail('aborted')
      if (kind === 'card' && form.session?.mode === 'test' && !keys.includes('CARD_POSTAL_CODE')) {
        form.warnOnce('Without CARD_POSTAL_CODE tokens carry no address_zip.')
      }
      const sameAs = JSON.stringify([kind, request])
      if (running && running.sameAs !== sameAs) return fail('busy')
      return join(running ?? start(kind, request, timeoutMs, sameAs), timeoutMs, signal)
    },
    end: () => running?.settle(fail('destroyed')),
  }
}
