/** When an undecided attempt is taken up again (contract CHG-29). */

const SECOND_MS = 1_000
const MINUTE_MS = 60 * SECOND_MS

/** After the first try, which is made at once. */
const DELAYS_MS = [5 * SECOND_MS, 30 * SECOND_MS, 2 * MINUTE_MS, 10 * MINUTE_MS] as const
const LAST_DELAY_MS = 30 * MINUTE_MS

/** An attempt that is undecided for so long is told to the operator. */
export const ALARM_AFTER_HOURS = 24

/** @param tries how often it was taken up so far, at least once */
export function delayAfter(tries: number): number {
  return DELAYS_MS[tries - 1] ?? LAST_DELAY_MS
}
