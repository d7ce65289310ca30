/**
 * How money moves in the ledger: SQL that is part of the very statement which writes the result, so that there is no
 * movement without its row and no row without its movement.
 */

/** What an acquirer took from a cardholder is owed by the acquirer and to the merchant; given back, the other way. */
type Direction = 'to merchant' | 'from merchant'

export const LEDGER_COLUMNS = 'merchant_id, id, charge_id, kind, debit_account, credit_account, amount, currency'

/**
 * Who has what was taken: the acquirer, or with an alternate tender the merchant himself (contract CHG-8).
 * @param facts SQL for the facts of the charge
 */
export const receivableOf = (facts: string): string =>
  `case when ${facts} ? 'tender' then 'tender_receivable' else 'acquirer_receivable' end`

/**
 * @param receivable SQL for the account of who has the money; the acquirer's when absent
 * @returns the two accounts of a transfer, for a select list: debit, credit
 */
export function accounts(direction: Direction, receivable = `'acquirer_receivable'`): string {
  return direction === 'to merchant' ? `${receivable}, 'merchant_payable'` : `'merchant_payable', ${receivable}`
}
