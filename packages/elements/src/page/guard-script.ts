/** Loads `guard.js` when the merchant has switched it on (contract SEC-42, SEC-26). */
import { make } from './dom.ts'
import { CHECKOUT_ORIGIN, VERSION } from './origins.ts'

export type Report = (scripts: readonly object[], violations: readonly object[]) => void

interface TrustedTypes {
  createPolicy(name: string, rules: { createScriptURL(): string }): { createScriptURL(url: string): string }
}

const ADDRESS = `${CHECKOUT_ORIGIN}/${VERSION}/guard.js`

let report: Report | undefined

/** What `guard.js` calls when it has run. */
export const startGuard = (guard: { start(report: Report): void }): void => {
  if (report) guard.start(report)
}

/** Once per document. No failure of it reaches a payment. */
export function loadGuard(send: Report): void {
  if (report) return
  report = send
  try {
    const types = (window as { trustedTypes?: TrustedTypes }).trustedTypes
    // Whatever the policy is asked for, it admits this one script of this release.
    const policy = types?.createPolicy('trefoil', { createScriptURL: () => ADDRESS })
    const gone = (): void => script.remove()
    const src = policy ? policy.createScriptURL('') : ADDRESS
    const script = make('script', { src, onload: gone, onerror: gone }, {})
    document.head.append(script)
  } catch {
    // The page's policy allows no such script: its owner has asked for a report that cannot be made.
  }
}
