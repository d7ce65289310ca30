-- The ledger: one row for each movement of money, from one account to another, so that its two entries cancel out by
-- construction. Rows are only ever added; a balance is the sum of entries, and stands nowhere.
--
-- acquirer_receivable: what acquirers owe us. merchant_payable: what we owe the merchant; a credit there is negative.
create table payments.ledger_transfer (
  merchant_id    text        not null,
  -- The attempt that moved the money, which can do so once.
  id             text        not null,
  created_at     timestamptz not null default now(),
  charge_id      text        not null,
  kind           text        not null check (kind in ('sale', 'capture', 'refund', 'void', 'refund_void')),
  debit_account  text        not null,
  credit_account text        not null,
  -- Minor units, tip included.
  amount         bigint      not null check (amount > 0),
  currency       text        not null,
  primary key (merchant_id, id),
  check (debit_account in ('acquirer_receivable', 'merchant_payable')),
  check (credit_account in ('acquirer_receivable', 'merchant_payable') and credit_account <> debit_account)
);

create view payments.ledger_entry as
  select merchant_id, id as transfer_id, created_at, charge_id, currency, debit_account as account, amount
  from payments.ledger_transfer
  union all
  select merchant_id, id, created_at, charge_id, currency, credit_account, -amount
  from payments.ledger_transfer;

revoke all on payments.ledger_transfer, payments.ledger_entry from trefoil_services;
grant select, insert on payments.ledger_transfer to trefoil_services;
grant select on payments.ledger_entry to trefoil_services;

-- What was moved before there was a ledger.
insert into payments.ledger_transfer
  (merchant_id, id, created_at, charge_id, kind, debit_account, credit_account, amount, currency)
select a.merchant_id, a.id, coalesce(a.decided_at, a.created_at), a.charge_id,
  case a.kind when 'authorize' then 'sale' else 'capture' end, 'acquirer_receivable', 'merchant_payable',
  c.amount_captured + c.tip, a.currency
from payments.attempt a
join payments.charge c on c.merchant_id = a.merchant_id and c.id = a.charge_id
where a.state = 'approved' and c.amount_captured > 0
  and (a.kind = 'capture' or (a.kind = 'authorize' and a.capture));
