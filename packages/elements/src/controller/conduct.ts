/** The controller at work: between page, fields and vault (contract 10.1). It sees no card number and no code. */
import type { ErrorCode } from '../shared/codes.ts'
import type {
  ControllerInit,
  ControllerToField,
  ControllerToPage,
  PageToController,
  ResultMessage,
  Tokenize,
} from '../shared/messages.ts'
import { readPageToController, serializeControllerToPage } from '../shared/wire.ts'
import { deadlineIn } from './deadline.ts'
import type { Members } from './members.ts'
import { Refused } from './refused.ts'
import { failure } from './result.ts'
import { openSessions } from './session.ts'
import type { Sessions, Settings } from './session.ts'
import { makeToken } from './tokenize.ts'
import type { Ask } from './vault.ts'

/** What stands in the way of a session and may pass by itself. */
const PASSING = ['network', 'timeout', 'rate_limited']
const FIRST_RETRY_MS = 1_000
const LONGEST_RETRY_MS = 30_000
const REPORT_MS = 12_000

export const fieldSettings = ({ brands, postalCode }: Settings): ControllerToField => ({
  t: 'settings',
  brands,
  postalRequired: postalCode === 'required',
})

/** @returns the sessions, whose settings a field that joins later is told */
export function conduct(
  init: ControllerInit,
  page: MessagePort,
  pageOrigin: string,
  { members, ask }: { members: Members; ask: Ask },
): Sessions {
  const { sdk } = init
  const calls = new Map<number, AbortController>()
  const toPage = (message: ControllerToPage): void => page.postMessage(serializeControllerToPage(message))

  const sessions = openSessions(ask, init, pageOrigin, settings => {
    const { mode, pageGuard, brands, postalCode } = settings
    toPage({ t: 'session', mode, pageGuard, brands, postalCode })
    members.tell(fieldSettings(settings))
  })

  /**
   * The first session. The page is told what stands in its way before the shopper has typed anything; what may pass is
   * tried again, and told once.
   */
  async function open(retryMs: number, told?: ErrorCode): Promise<void> {
    try {
      await sessions.current()
    } catch (error) {
      const code = error instanceof Refused ? error.reasons[0]!.code : 'internal'
      if (code !== told) toPage({ t: 'fault', code })
      if (!PASSING.includes(code)) return
      setTimeout(() => void open(Math.min(2 * retryMs, LONGEST_RETRY_MS), code), retryMs)
    }
  }

  /** A field that the vault has named shows it (SDK-49). */
  function tellFields({ reasons, byServer }: Refused): void {
    if (!byServer) return
    for (const { key, code } of reasons) {
      if (key === 'FORM') continue
      members.tell({ t: 'wrong', key, code } as Extract<ControllerToField, { t: 'wrong' }>, key)
    }
  }

  async function resultOf(request: Tokenize, stop: AbortController): Promise<ResultMessage> {
    const { call } = request
    try {
      const made = await makeToken(request, { members, sessions, ask, sdk }, deadlineIn(request.timeoutMs, stop.signal))
      const { token, card, requestId } = made
      return { t: 'result', call, token, card, ...(requestId && { requestId }) }
    } catch (error) {
      if (error instanceof Refused) tellFields(error)
      return failure(call, error, init)
    }
  }

  async function tokenize(request: Tokenize): Promise<void> {
    const stop = new AbortController()
    calls.set(request.call, stop)
    const result = await resultOf(request, stop)
    calls.delete(request.call)
    // Nobody waits for the end of a call that was given up (SDK-46).
    if (!stop.signal.aborted) toPage(result)
  }

  async function report({ scripts, violations }: Extract<PageToController, { t: 'inventory' }>): Promise<void> {
    const { session, pageGuard } = await sessions.current()
    if (pageGuard !== 'report') return
    await ask('/v1/elements/page-report', { session, scripts, violations }, deadlineIn(REPORT_MS))
  }

  page.onmessage = ({ data }: MessageEvent) => {
    const message = readPageToController(data)
    switch (message?.t) {
      case 'tokenize':
        return void tokenize(message)
      case 'abort':
        return calls.get(message.call)?.abort()
      case 'inventory':
        // A report that does not get through must not show anywhere (SEC-42).
        return void report(message).catch(() => undefined)
    }
  }
  toPage({ t: 'ready' })
  void open(FIRST_RETRY_MS)
  return sessions
}
