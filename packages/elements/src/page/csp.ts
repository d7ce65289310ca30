/** Tells when the page's own policy stops our frames (contract SDK-62). */
import { listen } from './dom.ts'

/** @returns what ends the watch */
export function onBlocked(origin: string, blocked: (hint: string) => void): () => void {
  return listen<SecurityPolicyViolationEvent>(document, 'securitypolicyviolation', event => {
    const { blockedURI, effectiveDirective, disposition } = event
    if (`${blockedURI}/`.startsWith(`${origin}/`) && disposition === 'enforce') {
      blocked(`Add ${origin} to the directive ${effectiveDirective} of the page.`)
    }
  })
}
