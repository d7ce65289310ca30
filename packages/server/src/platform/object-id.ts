/** 13 characters of `0-9A-Z` without `I L O U` (contract 1.4). */
export const OBJECT_ID = /^[0-9A-HJKMNP-TV-Z]{13}$/

/**
 * Whether this can be an id at all. What cannot is answered like an id that nobody has (contract GEN-22), before a
 * database sees it that refuses some characters.
 */
export function isObjectId(text: string): boolean {
  return OBJECT_ID.test(text)
}
