import type { Config } from './config.ts'

/** Over the time that the slowest answer of an acquirer takes. */
const ANSWER_MARGIN_MS = 2_000

/** How long a request may take, ms: a closing server waits so long, and what is open after that is nobody's any more. */
export function longestRequestMs({
  acquirerTimeoutMs,
  inquiryBudgetMs,
}: Pick<Config, 'acquirerTimeoutMs' | 'inquiryBudgetMs'>): number {
  return acquirerTimeoutMs + inquiryBudgetMs + ANSWER_MARGIN_MS
}
