-- The clocks of sandbox merchants (contract SBX-6): real time plus an offset that only grows. Empty in live mode. A
-- small reference table: statements of all services read it.
create schema sandbox;

create table sandbox.merchant_clock (
  merchant_id text        primary key,
  offset_ms   bigint      not null default 0 check (offset_ms >= 0),
  -- By the merchant's clock; what moved until then has settled, whatever the time of day.
  settled_at  timestamptz
);

grant usage on schema sandbox to trefoil_services, trefoil_vault;
grant select, insert, update, delete on sandbox.merchant_clock to trefoil_services;
grant select on sandbox.merchant_clock to trefoil_vault;

-- The kinds of attempts are those of the program; a list here would have to be replaced with every new one.
alter table payments.attempt drop constraint attempt_kind_check;

-- When an authorization ends that is not captured, by the merchant's clock (contract CHG-30); null once it is captured,
-- released or over. The state is in no index, so that refunds of what is captured leave all indexes alone.
alter table payments.charge add column expires_at timestamptz;
update payments.charge set expires_at = created_at + interval '7 days' where state = 'authorized';
create index charge_expiry on payments.charge (merchant_id, expires_at) where expires_at is not null;
