-- The vault: sealed cards and what happens to them. Only the role trefoil_vault reads or writes this schema.
--
-- merchant_id leads every key. Foreign keys are left out: a token never changes its merchant, rows of one merchant go
-- together, and each check would cost a look-up on the hottest insert of the product.

-- Data keys, wrapped by the key-encryption key, which is never here.
create table vault.data_key (
  merchant_id text        not null collate "C",
  purpose     text        not null collate "C" check (purpose in ('sealing', 'fingerprint')),
  version     integer     not null check (version > 0),
  -- Which key-encryption key wrapped it.
  provider_id text        not null,
  wrapped     bytea       not null,
  created_at  timestamptz not null default now(),
  -- From then on nothing more is sealed with it.
  not_after   timestamptz not null,
  primary key (merchant_id, purpose, version)
);

-- Columns stand in the order that pads least. The room left in each page lets a token be claimed without a new entry in
-- the index (heap-only tuples); for the same reason no column that changes is indexed.
create table vault.token (
  created_at              timestamptz not null,
  -- The last time an attempt took the token.
  last_accessed_at        timestamptz,
  -- The first success of a multi-pay token; that of a single-pay token is the outcome of the attempt that holds it.
  used_at                 timestamptz,
  key_version             integer     not null,
  fingerprint_key_version smallint    not null,
  expiry_month            smallint    not null,
  expiry_year             smallint    not null,
  is_multipay             boolean     not null,
  merchant_id             text        not null collate "C",
  id                      text        not null collate "C",
  -- The last attempt that took a single-pay token. What vault.send says of it tells whether the token is in use, used
  -- or free again, so that an outcome need not be written here too: this row is wide, and that one narrow.
  claimed_by              text        collate "C",
  brand                   text        not null collate "C",
  first6                  text        not null collate "C",
  last4                   text        not null collate "C",
  -- Public key that made the token, and its app when it has one.
  public_key_id           text        not null collate "C",
  app_id                  text        collate "C",
  sealed_number           bytea       not null,
  -- HMAC-SHA-256 of the whole number under a key of the merchant.
  fingerprint             bytea       not null,
  -- Name, address, e-mail and phone, as sent.
  cardholder              jsonb,
  primary key (merchant_id, id)
) with (fillfactor = 70);

-- Verification codes live for minutes. Unlogged: never in the write-ahead log, a replica or a base backup, and gone
-- after a crash, which only means that the next authorization runs without one.
create unlogged table vault.verification_code (
  created_at  timestamptz not null,
  merchant_id text        not null collate "C",
  token_id    text        not null collate "C",
  key_version integer     not null,
  sealed_code bytea       not null,
  primary key (merchant_id, token_id)
);

-- What was asked of an acquirer, durable before the first byte leaves, and what came of it.
create table vault.send (
  sent_at     timestamptz not null,
  decided_at  timestamptz,
  merchant_id text        not null collate "C",
  attempt_id  text        not null collate "C",
  kind        text        not null collate "C",
  state       text        not null collate "C" check (state in ('sent', 'decided')),
  -- The token of an authorization; null for what follows one.
  token_id    text        collate "C",
  -- The decided outcome, without anything of the card.
  outcome     jsonb,
  primary key (merchant_id, attempt_id)
) with (fillfactor = 80);
