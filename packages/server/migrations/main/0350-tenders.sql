-- Alternate tenders: cash, checks and whatever else a merchant takes without an acquirer (contract CHG-8).
--
-- tender_receivable: what the merchant holds of them already. Against merchant_payable it leaves what is still to be
-- paid out, so that money which never went through an acquirer is in no balance with one.
alter table payments.ledger_transfer
  drop constraint ledger_transfer_debit_account_check,
  drop constraint ledger_transfer_check,
  add constraint ledger_transfer_accounts_check check (
    debit_account in ('acquirer_receivable', 'tender_receivable', 'merchant_payable')
    and credit_account in ('acquirer_receivable', 'tender_receivable', 'merchant_payable')
    and credit_account <> debit_account);
