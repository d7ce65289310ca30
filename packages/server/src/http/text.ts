/** Text that cannot be stored, its length, and e-mail addresses (contract GEN-8, GEN-30). */

/** U+0000, or a surrogate without its other half. */
export function hasBrokenText(text: string): boolean {
  return !text.isWellFormed() || text.includes('\0')
}

/** The length of a text that is well-formed, in Unicode code points (contract GEN-8). */
export function codePoints(text: string): number {
  let count = text.length
  for (let index = 0; index < text.length; index++) {
    // Each first half of a surrogate pair stands for a character of two units.
    if ((text.charCodeAt(index) & 0xfc00) === 0xd800) count--
  }
  return count
}

/** Contract GEN-30. */
export function isEmailAddress(text: string): boolean {
  const length = codePoints(text)
  if (length < 3 || length > 254 || /[\s\p{Cc}]/u.test(text) || hasBrokenText(text)) return false
  const [local, domain, ...rest] = text.split('@')
  if (rest.length > 0 || !local || !domain) return false
  return codePoints(local) <= 64 && domain.includes('.') && !domain.startsWith('.') && !domain.endsWith('.')
}
