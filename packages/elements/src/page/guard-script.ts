/** Loads `guard.js` when the merchant has switched it on (contract SEC-42, SEC-26). */
import { asOrigin, CHECKOUT_ORIGIN, VERSION } from './origins.ts'

export type Report = (scripts: readonly object[], violations: readonly object[]) => void

interface TrustedTypes {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): { createScriptURL(url: string): string }
}

const FOLDER = `${CHECKOUT_ORIGIN}/${VERSION}/`

let report: Report | undefined

/** What `guard.js` calls when it has run. */
export const startGuard = (guard: { start(report: Report): void }): void => {
  if (report) guard.start(report)
}

/** Admits this release's own folder and nothing else. */
const createScriptURL = (url: string): string => (url.startsWith(FOLDER) ? url : '')

/** Once per document. No failure of it reaches a payment. */
export function loadGuard(send: Report): void {
  if (report || asOrigin(CHECKOUT_ORIGIN) === undefined) return
  report = send
  try {
    const script = document.createElement('script')
    const types = (window as { trustedTypes?: TrustedTypes }).trustedTypes
    const policy = types?.createPolicy('trefoil', { createScriptURL })
    script.src = (policy ?? { createScriptURL }).createScriptURL(`${FOLDER}guard.js`)
    script.onload = script.onerror = () => script.remove()
    document.head.append(script)
  } catch {
    // The page's policy allows no such script: its owner has asked for a report that cannot be made.
  }
}
