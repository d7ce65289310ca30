-- Refunds: money given back after a capture, and authorizations released before one.

alter table payments.attempt
  drop constraint attempt_kind_check,
  add constraint attempt_kind_check
    check (kind in ('authorize', 'capture', 'reversal', 'refund', 'void', 'refund_void')),
  -- The refund that a `refund_void` undoes. The other messages about a refund have that refund's own id.
  add column target_id text;

alter table payments.charge
  -- When a later capture took the money; null while nothing is captured and when the charge was a sale, whose capture is
  -- as old as the charge.
  add column captured_at timestamptz,
  -- The sum of the refunds that are `pending`. It stands in the row that every refund has to take, so that one statement
  -- sees what is left: the sum over the refunds themselves would be as old as the statement.
  add column refund_reserved bigint not null default 0 check (refund_reserved >= 0);

create table payments.refund (
  merchant_id text not null,
  -- Also the reference under which the acquirer knows the refund or void.
  id text not null,
  created_at timestamptz not null,
  charge_id text not null,
  -- With the tip.
  amount bigint not null check (amount > 0),
  currency text not null,
  status text not null check (status in ('pending', 'succeeded', 'failed', 'canceled')),
  -- VOID undoes the whole charge before it settles; REFUND gives money back.
  type text not null check (type in ('VOID', 'REFUND')),
  reason text,
  -- The caller's own members.
  metadata jsonb,
  external_reference_id text,
  -- The answer: reference number, authorization code, network code, decline. Null while it is not known.
  outcome jsonb,
  -- The attempt that cancels, or has canceled, this refund, and why. Null again when the acquirer refused it.
  cancel_id text,
  cancel_reason text,
  primary key (merchant_id, id)
) with (fillfactor = 80);

create index refund_by_time on payments.refund (merchant_id, created_at desc, id desc);
create index refund_by_charge on payments.refund (merchant_id, charge_id, created_at desc, id desc);

grant select, insert, update, delete on payments.refund to trefoil_services;
