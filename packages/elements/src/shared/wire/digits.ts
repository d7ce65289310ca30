/** The second net under the schema (contract SEC-29). */

const BETWEEN = /[\s\p{Pd}\p{Cf}]/gu
const SEVEN = /\p{Nd}{7}/u

/** Whether seven digits of any script follow each other, spaces and hyphens aside. */
export const holdsDigits = (words: string): boolean => SEVEN.test(words.replace(BETWEEN, ''))

/** The same for every string in a message, but for those members that have a form of their own. */
export function digitsWithin(value: unknown): boolean {
  if (typeof value === 'string') return holdsDigits(value)
  if (typeof value !== 'object' || value === null) return false
  return Object.entries(value).some(
    ([name, member]) => name !== 'token' && name !== 'requestId' && digitsWithin(member),
  )
}
