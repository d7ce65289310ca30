/** Requests to the vault (contract 10.4). */
import { POST_MS } from '../shared/constants.ts'
import { own } from '../shared/wire/check.ts'
import { requestId } from '../shared/wire/controller-to-page.ts'
import type { Deadline } from './deadline.ts'
import { Refused } from './refused.ts'

export interface Reply {
  readonly status: number
  /** What the body says as JSON; `undefined` when it is none. */
  readonly body: unknown
  readonly requestId: string | undefined
}

export type Ask = (path: string, body: object, deadline: Deadline, attempt?: string) => Promise<Reply>

const RETRY_MS = 250
const WORTH_A_RETRY = [502, 503, 504]

const pause = (ms: number): Promise<void> => new Promise(resolve => setTimeout(resolve, ms))

async function replyOf(response: Response): Promise<Reply> {
  const body: unknown = await response.json().catch((error: unknown) => {
    // A body that breaks off is a failure of the network; one that is no JSON is an answer.
    if (error instanceof SyntaxError) return undefined
    throw error
  })
  const id = response.headers.get('request-id') ?? own(own(body, 'error'), 'request_id')
  return { status: response.status, body, requestId: requestId(id) }
}

/**
 * Posts to the vault, twice at most: six seconds the first time, and then for what is left of the call (SDK-43). The key is
 * in a header only (SEC-3).
 */
export function askVault(vault: string, publicKey: string, request: typeof fetch = fetch): Ask {
  async function post(
    longestMs: number,
    path: string,
    body: object,
    deadline: Deadline,
    attempt?: string,
  ): Promise<Reply> {
    const stop = new AbortController()
    const abort = (): void => stop.abort()
    let late = false
    const timer = setTimeout(
      () => {
        late = true
        abort()
      },
      Math.min(longestMs, deadline.left()),
    )
    deadline.signal.addEventListener('abort', abort)
    try {
      if (deadline.signal.aborted) abort()
      const headers: Record<string, string> = { apikey: publicKey, 'content-type': 'application/json' }
      if (attempt) headers['idempotency-key'] = attempt
      const response = await request(vault + path, {
        method: 'POST',
        headers,
        body: JSON.stringify(body),
        signal: stop.signal,
        credentials: 'omit',
        cache: 'no-store',
        redirect: 'error',
        referrerPolicy: 'no-referrer',
      })
      return await replyOf(response)
    } catch {
      throw new Refused(deadline.signal.aborted ? 'aborted' : late ? 'timeout' : 'network')
    } finally {
      clearTimeout(timer)
      deadline.signal.removeEventListener('abort', abort)
    }
  }

  return async (path, body, deadline, attempt) => {
    try {
      const reply = await post(POST_MS, path, body, deadline, attempt)
      if (!WORTH_A_RETRY.includes(reply.status)) return reply
    } catch (error) {
      if (deadline.signal.aborted || deadline.left() === 0) throw error
    }
    await pause(Math.min(RETRY_MS, deadline.left()))
    return post(Infinity, path, body, deadline, attempt)
  }
}
