-- Answers that are kept for a repeat of the same request (contract section 7). Of a request only keyed hashes are kept.
create table payments.idempotency_record (
  merchant_id  text        not null collate "C",
  -- HMAC-SHA-256 of method, path and key.
  key_hash     bytea       not null,
  -- HMAC-SHA-256 of the parsed body and of `expand`.
  request_hash bytea       not null,
  -- Id of what the operation makes. Whoever resumes it works under the same id, so that nothing is done twice.
  operation_id text        not null collate "C",
  -- Until then whoever began is at work; from then on a repeat takes over.
  lease_until  timestamptz not null,
  expires_at   timestamptz not null,
  -- Of the answer; null while there is none.
  status       smallint,
  body         text,
  primary key (merchant_id, key_hash)
) with (fillfactor = 70);

create index idempotency_record_expiry on payments.idempotency_record (expires_at);

-- A request with a key is finished after a crash, one without is undone (contract IDM-11, IDM-14).
alter table payments.attempt add column key_hash bytea;

grant select, insert, update, delete on payments.idempotency_record to trefoil_services;
