/** Entry of the guard, which runs in the merchant's page when it is switched on (contract 10.8). */
import type { Report } from './batches.ts'
import { watchPage } from './watch.ts'

/** The page script's side: it takes what starts the guard, and gives it the way to the controller. */
interface Host {
  readonly guard?: (guard: { start(report: Report): void }) => void
}

const { Trefoil, Clover } = window as { Trefoil?: Host; Clover?: Host }
try {
  ;(Trefoil ?? Clover)?.guard?.({ start: watchPage })
} catch {
  // Whatever is wrong with the guard, payments go on.
}
