/** Text that cannot be stored or must not be kept (contract GEN-8, GEN-20, GEN-30). */

/** U+0000, or a surrogate without its other half. */
export function hasBrokenText(text: string): boolean {
  return !text.isWellFormed() || text.includes('\0')
}

/** Contract GEN-30. */
export function isEmailAddress(text: string): boolean {
  if (text.length < 3 || text.length > 254 || /[\s\p{Cc}]/u.test(text)) return false
  const [local, domain, ...rest] = text.split('@')
  if (rest.length > 0 || !local || !domain) return false
  return local.length <= 64 && domain.includes('.') && !domain.startsWith('.') && !domain.endsWith('.')
}
