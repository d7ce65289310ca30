/**
 * How money moves in the ledger: SQL that is part of the very statement which writes the result, so that there is no
 * movement without its row and no row without its movement.
 */

/** What an acquirer took from a cardholder is owed by the acquirer and to the merchant; given back, the other way. */
type Direction = 'to merchant' | 'from merchant'

export const LEDGER_COLUMNS = 'merchant_id, id, charge_id, kind, debit_account, credit_account, amount, currency'

/** @returns the two accounts of a transfer, for a select list: debit, credit */
export function accounts(direction: Direction): string {
  return direction === 'to merchant'
    ? `'acquirer_receivable', 'merchant_payable'`
    : `'merchant_payable', 'acquirer_receivable'`
}
