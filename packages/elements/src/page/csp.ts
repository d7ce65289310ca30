/** Tells when the page's own policy stops our frames (contract SDK-62). */

/** @returns what ends the watch */
export function onBlocked(origin: string, blocked: (hint: string) => void): () => void {
  const listen = ({ blockedURI, effectiveDirective, disposition }: SecurityPolicyViolationEvent): void => {
    const ours = blockedURI === origin || blockedURI.startsWith(`${origin}/`)
    if (ours && disposition === 'enforce') {
      blocked(`Add ${origin} to the directive ${effectiveDirective} of the page's Content-Security-Policy.`)
    }
  }
  document.addEventListener('securitypolicyviolation', listen)
  return () => document.removeEventListener('securitypolicyviolation', listen)
}
