/** Money: integers in the currency's minor unit, cents for `usd` and yen for `jpy` (contract 1.5). */

declare const minor: unique symbol
export type AmountMinor = number & { readonly [minor]: true }

/** The largest amount there is (contract GEN-25). */
export const LARGEST_AMOUNT = 99_999_999 as AmountMinor

export function addMinor(left: AmountMinor, right: AmountMinor): AmountMinor {
  return (left + right) as AmountMinor
}
