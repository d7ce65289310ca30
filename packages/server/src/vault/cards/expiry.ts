/** When a card expires (contract TOK-11), and how its month and year are written (contract 5.2). */
import { ApiError } from '../../http/errors.ts'

/**
 * A card is good until the end of its month in the time zone UTC−12, the last on earth where the month ends.
 * @param month 1 to 12
 * @param year four digits
 * @param nowMs database time, Unix milliseconds
 */
export function isExpired(month: number, year: number, nowMs: number): boolean {
  // Date.UTC counts months from 0: this is noon of the first day of the following month.
  return nowMs >= Date.UTC(year, month, 1, 12)
}

function readDigits(value: unknown): string | undefined {
  if (typeof value === 'string') return value
  return Number.isSafeInteger(value) ? String(value) : undefined
}

const MONTH = /^(?:0?[1-9]|1[0-2])$/
const YEAR = /^(?:20)?[0-9]{2}$/

/** 1 or 2 digits, 1 to 12, as text or integer; undefined for anything else. */
export function readExpiryMonth(value: unknown): number | undefined {
  const digits = readDigits(value)
  return digits !== undefined && MONTH.test(digits) ? Number(digits) : undefined
}

/** 2 digits (meaning 20yy) or 4 digits from 2000 to 2099, as text or integer; undefined for anything else. */
export function readExpiryYear(value: unknown): number | undefined {
  const digits = readDigits(value)
  if (digits === undefined || !YEAR.test(digits)) return undefined
  return digits.length === 2 ? 2000 + Number(digits) : Number(digits)
}

/**
 * Steps 10 to 12 of TOK-8.
 * @param path what `param` of an error begins with
 * @throws ApiError `invalid_expiry_month`, `invalid_expiry_year`, `expired_card`
 */
export function readExpiry(
  fields: Record<string, unknown>,
  nowMs: number,
  path: string,
): { expiryMonth: number; expiryYear: number } {
  const expiryMonth = readExpiryMonth(fields.exp_month)
  if (expiryMonth === undefined) throw new ApiError('invalid_expiry_month', { param: `${path}.exp_month` })
  const expiryYear = readExpiryYear(fields.exp_year)
  if (expiryYear === undefined) throw new ApiError('invalid_expiry_year', { param: `${path}.exp_year` })
  if (isExpired(expiryMonth, expiryYear, nowMs)) throw new ApiError('expired_card', { param: `${path}.exp_month` })
  return { expiryMonth, expiryYear }
}
