/** Asking an acquirer what became of a message, within a budget (contract CHG-24). */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Connector, InquiryOutcome } from '../../acquirers/index.ts'

/** Pause between two questions that were not answered. */
const PAUSE_MS = 100

/**
 * Asks until there is an answer or the budget is spent; a first time whatever the budget.
 * @returns `unknown` when no answer came in time
 */
export async function inquireWithin(
  connector: Connector,
  message: { readonly merchantId: string; readonly reference: string },
  budgetMs: number,
): Promise<InquiryOutcome> {
  const deadline = performance.now() + budgetMs
  let left = budgetMs
  for (;;) {
    const answer = await connector.inquire({ ...message, timeoutMs: Math.max(1, Math.floor(left)) })
    if (answer.kind !== 'unknown' && answer.kind !== 'not_sent') return answer
    left = deadline - performance.now() - PAUSE_MS
    if (left <= 0) return { kind: 'unknown', reason: 'timeout' }
    await sleep(PAUSE_MS)
  }
}
