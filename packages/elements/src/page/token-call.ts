/** A token call, from the page's side (contract 6.2). It always resolves. */
import { FRAMES_READY_MS } from '../shared/constants.ts'
import type { FieldKey } from '../shared/element-types.ts'
import type { ResultMessage, Tokenize } from '../shared/messages.ts'
import { explain } from './errors.ts'
import type { Field, Form } from './form.ts'
import { copyOutcome, formFailure, notMounted, outcomeOf } from './outcome.ts'
import type { Outcome } from './outcome.ts'
import { besideFields, readCall } from './token-options.ts'
import type { TokenRequest } from './token-options.ts'

type Kind = Tokenize['kind']

/** The work that callers with the same arguments share (SDK-45). */
interface Job {
  readonly sameAs: string
  readonly outcome: Promise<Outcome>
  callers: number
  /** Stops the request; nobody waits for it any more. */
  stop(): void
  /** Ends it with what is known from elsewhere. */
  settle(outcome: Outcome): void
}

const REQUIRED = ['CARD_NUMBER', 'CARD_DATE', 'CARD_CVV'] as const

/** Messages count to 10,000. */
const MOST_CALLS = 10_000

function participants(form: Form, kind: Kind): readonly Field[] {
  const isGift = (field: Field): boolean => field.type === 'GIFT_CARD_ELEMENTS'
  return form.mountedFields.filter(field => field.counts && isGift(field) === (kind === 'gift_card'))
}

function missing(fields: readonly Field[], kind: Kind): readonly FieldKey[] {
  const types = fields.map(({ type }) => type)
  if (kind === 'gift_card') return types.includes('GIFT_CARD_ELEMENTS') ? [] : ['GIFT_CARD_NUMBER']
  return types.includes('CARD') ? [] : REQUIRED.filter(key => !types.includes(key))
}

export function tokenCalls(form: Form): {
  call(kind: Kind, argument: unknown): Promise<Outcome>
  /** Ends the running call (SDK-27). */
  end(): void
} {
  let running: Job | undefined
  let number = 0

  const fail = (code: Parameters<typeof formFailure>[0]): Outcome => formFailure(code, form.settings)

  /** Wrong fields say so, each with one `change`, before the promise resolves (EVT-14). */
  function tellFields(outcome: Outcome, fields: readonly Field[]): void {
    if (outcome.token !== undefined) return
    const { errors, codes } = outcome
    for (const field of fields) {
      for (const key of field.keys) {
        const error = errors[key]
        if (error !== undefined) field.markWrong(key, error, codes[key]!)
      }
    }
    if (!form.settings.focusOnError) return
    const wrong = fields.filter(field => field.iframe && field.keys.some(key => key in errors))
    const [first] = wrong.sort((one, other) =>
      one.iframe!.compareDocumentPosition(other.iframe!) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1,
    )
    first?.focus(first.keys.find(key => key in errors))
  }

  function start(kind: Kind, request: TokenRequest, timeoutMs: number, sameAs: string): Job {
    const call = (number = (number % MOST_CALLS) + 1)
    const deadline = performance.now() + timeoutMs
    const fields = participants(form, kind)
    const keys = fields.flatMap(field => field.keys)
    let posted = false

    let resolve!: (outcome: Outcome) => void
    const outcome = new Promise<Outcome>(done => (resolve = done))
    function settle(result: Outcome): void {
      if (running !== job) return
      running = undefined
      unwatch()
      clearTimeout(readyTimer)
      clearTimeout(deadlineTimer)
      form.onResult = form.onControllerReady = undefined
      tellFields(result, fields)
      performance.measure('trefoil:token', { start: deadline - timeoutMs })
      resolve(result)
    }
    function post(): void {
      posted = true
      form.controller?.post({
        t: 'tokenize',
        call,
        kind,
        frames: fields.map(({ frameId }) => frameId),
        ...besideFields(request, keys),
        timeoutMs: Math.max(Math.round(deadline - performance.now()), 1),
      })
    }
    /** Step 3: what the call needs is there, or will not come. */
    function proceed(): void {
      const obstacle = form.obstacle() ?? fields.find(({ failure }) => failure)?.failure
      if (obstacle) return settle(fail(obstacle.code))
      if (posted || !form.controller?.ready || !fields.every(({ ready }) => ready)) return
      clearTimeout(readyTimer)
      post()
    }
    const job: Job = {
      sameAs,
      outcome,
      callers: 0,
      stop() {
        form.controller?.post({ t: 'abort', call })
        settle(fail('aborted'))
      },
      settle,
    }
    running = job
    const unwatch = form.onChange(proceed)
    const readyTimer = setTimeout(() => settle(fail('timeout')), FRAMES_READY_MS)
    const deadlineTimer = setTimeout(() => settle(fail('timeout')), timeoutMs)
    form.onResult = (result: ResultMessage) => {
      if (result.call === call) settle(outcomeOf(result, form.settings))
    }
    // A controller that was made again knows nothing of the call (FLD-29).
    form.onControllerReady = () => {
      if (posted) post()
    }
    proceed()
    return job
  }

  /** One caller's share of a job: it ends with the job, its own deadline or its own signal (SDK-46). */
  function join(job: Job, timeoutMs: number, signal: AbortSignal | undefined): Promise<Outcome> {
    job.callers += 1
    return new Promise(resolve => {
      const end = (outcome: Outcome, gone: boolean): void => {
        clearTimeout(timer)
        signal?.removeEventListener('abort', aborted)
        resolve(copyOutcome(outcome))
        if (gone && (job.callers -= 1) === 0 && running === job) job.stop()
      }
      const aborted = (): void => end(fail('aborted'), true)
      const timer = setTimeout(() => end(fail('timeout'), true), timeoutMs + 1)
      signal?.addEventListener('abort', aborted)
      void job.outcome.then(outcome => end(outcome, false))
    })
  }

  function warnAboutPostalCode(fields: readonly Field[]): void {
    if (form.session?.mode === 'test' && !fields.some(({ keys }) => keys.includes('CARD_POSTAL_CODE'))) {
      form.warnOnce('No postal code field is mounted: tokens carry no address_zip.')
    }
  }

  return {
    async call(kind, argument) {
      const { request, timeoutMs, signal } = readCall(argument, form.settings.timeoutMs)
      const obstacle = form.obstacle()
      if (obstacle) {
        form.explainError(obstacle)
        return fail(obstacle.code)
      }
      const fields = participants(form, kind)
      const lacking = missing(fields, kind)
      if (lacking.length > 0) {
        explain(`not_mounted: createToken needs ${lacking.join(', ')} to be mounted.`)
        return notMounted(lacking, form.settings)
      }
      if (signal?.aborted) return fail('aborted')
      if (kind === 'card') warnAboutPostalCode(fields)
      const sameAs = JSON.stringify([kind, request])
      if (running && running.sameAs !== sameAs) return fail('busy')
      return join(running ?? start(kind, request, timeoutMs, sameAs), timeoutMs, signal)
    },
    end: () => running?.settle(fail('destroyed')),
  }
}
