-- 3-D Secure: a charge may wait for its shopper, with its token held and nothing sent.

alter table vault.send
  drop constraint send_state_check,
  -- `held`: an attempt has the token, and its message has not been sent.
  add constraint send_state_check check (state in ('held', 'sent', 'decided'));

alter table payments.attempt
  drop constraint attempt_state_check,
  -- `waiting`: for the shopper. Nobody takes such an attempt up but whoever finalizes the charge, or lets it expire.
  add constraint attempt_state_check check (state in ('prepared', 'waiting', 'approved', 'declined', 'unknown'));

-- Few at any time: none waits for longer than a quarter of an hour.
create index attempt_waiting on payments.attempt (merchant_id, id) where state = 'waiting';

-- The authentication, for charges that have one.
alter table payments.charge add column threeds jsonb;

create index charge_threeds_by_time on payments.charge (merchant_id, created_at desc, id desc)
  where threeds is not null;
-- The pages of a step know no more than the id of its authentication, so that this one leads with no merchant.
create index charge_by_authentication on payments.charge ((threeds ->> 'serverTransactionId'))
  where threeds ->> 'serverTransactionId' is not null;
