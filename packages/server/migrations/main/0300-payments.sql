-- Payments: attempts, charges and the orders that come with them. No card number and no verification code ever enters
-- this schema; a card is known by its token.

-- What was asked of an acquirer, written before it is asked (architecture §3). `prepared`: this row is durable, the
-- vault may or may not have sent; the vault's own record of the same id tells. Everything a charge needs is here, so
-- that a crash at any later point loses nothing.
create table payments.attempt (
  merchant_id text not null,
  -- The reference under which the acquirer knows the message. An authorization's is the charge's own id.
  id text not null,
  charge_id text not null,
  kind text not null check (kind in ('authorize', 'capture', 'reversal')),
  state text not null check (state in ('prepared', 'approved', 'declined', 'unknown')),
  created_at timestamptz not null,
  decided_at timestamptz,
  amount bigint not null,
  tip bigint not null default 0,
  tax bigint,
  currency text not null,
  token_id text,
  capture boolean not null default false,
  facts jsonb,
  primary key (merchant_id, id)
) with (fillfactor = 80);

-- What is left to resolve is small, whatever the table's size.
create index attempt_undecided on payments.attempt (merchant_id, created_at) where state in ('prepared', 'unknown');

create table payments.charge (
  merchant_id text not null,
  id text not null,
  created_at timestamptz not null,
  state text not null,
  amount bigint not null,
  tip bigint not null,
  tax bigint,
  currency text not null,
  amount_captured bigint not null default 0,
  amount_refunded bigint not null default 0,
  token_id text,
  order_id text,
  -- The answer: reference number, authorization code, network code, decline, checks.
  outcome jsonb not null,
  -- The request: card shown, description, metadata and whatever else is echoed. Replaced whole by an update.
  facts jsonb not null,
  external_reference_id text,
  failure_code text,
  pending_action text,
  pending_since timestamptz,
  primary key (merchant_id, id)
) with (fillfactor = 80);

create index charge_by_time on payments.charge (merchant_id, created_at desc, id desc);
create index charge_by_order on payments.charge (merchant_id, order_id) where order_id is not null;
create index charge_by_reference on payments.charge (merchant_id, external_reference_id)
  where external_reference_id is not null;

create table payments."order" (
  merchant_id text not null,
  id text not null,
  created_at timestamptz not null,
  status text not null check (status in ('created', 'paid', 'fulfilled', 'returned', 'canceled')),
  currency text not null,
  amount bigint not null,
  amount_paid bigint not null default 0,
  tip bigint not null default 0,
  items jsonb not null,
  status_transitions jsonb not null default '{}',
  primary key (merchant_id, id)
) with (fillfactor = 80);

grant select, insert, update, delete on payments.attempt, payments.charge, payments."order" to trefoil_services;
