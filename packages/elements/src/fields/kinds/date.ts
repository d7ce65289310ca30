/** The expiry (contract 7.2, FLD-10). By hand, since the package compares with the device's own time zone. */
import { asciiDigits } from './digits.ts'
import { INCOMPLETE, INVALID, VALID } from './kind.ts'
import type { Kind, Verdict } from './kind.ts'

const HOUR_MS = 3_600_000
const MONTHS_AHEAD = 20 * 12
const YEAR_FIRST = /^\s*(20\d\d)\s*[-/. ]\s*(\d\d?)\s*$/
const PARTED = /^\D*(\d{1,2})(\s*[-/. ]\s*)(.*)$/

/** The month where it ends last: at UTC−12. */
const currentMonth = (now: number): number => {
  const there = new Date(now - 12 * HOUR_MS)
  return there.getUTCFullYear() * 12 + there.getUTCMonth()
}

const two = (month: string): string => (/^[1-9]$/.test(month) ? `0${month}` : month)

/** Month, the separator that stands after it, and year. */
function parts(text: string): readonly [month: string, separated: boolean, year: string] {
  const yearFirst = YEAR_FIRST.exec(text)
  if (yearFirst) return [two(yearFirst[2]!), true, yearFirst[1]!]
  const parted = PARTED.exec(text)
  if (parted) return [two(parted[1]!), true, parted[3]!.replace(/\D/g, '')]
  const digits = text.replace(/\D/g, '')
  const monthDigits = /^([2-9]|1[3-9])/.test(digits) ? 1 : 2
  return [monthDigits === 1 ? two(digits[0]!) : digits.slice(0, 2), false, digits.slice(monthDigits)]
}

function judgeMonth(year: number, month: number, now: number): Verdict {
  const ahead = year * 12 + month - 1 - currentMonth(now)
  if (ahead < 0) return { code: 'expired', hopeless: true }
  return ahead <= MONTHS_AHEAD ? VALID : INVALID
}

export const date: Kind = {
  autocomplete: 'cc-exp',
  inputmode: () => 'numeric',
  digits: true,
  significant: /\d/,
  format(text) {
    const [month, separated, year] = parts(asciiDigits(text))
    if (year) return `${month}/${year.slice(0, 4)}`
    return separated && month.length === 2 ? `${month}/` : month
  },
  judge(text, { now }) {
    const [month, , year] = parts(text)
    if (month.length < 2) return month === '0' || month === '1' ? INCOMPLETE : INVALID
    if (Number(month) < 1 || Number(month) > 12) return INVALID
    if (year.length === 3 && !year.startsWith('20')) return INVALID
    if (year.length !== 2 && year.length !== 4) return INCOMPLETE
    const verdict = judgeMonth(year.length === 2 ? 2000 + Number(year) : Number(year), Number(month), now)
    // `20` is perhaps the beginning of a year of four digits.
    return year === '20' && verdict.code ? { code: verdict.code } : verdict
  },
  value(text) {
    const [month, , year] = parts(text)
    return month + (year.length === 2 ? `20${year}` : year)
  },
}
