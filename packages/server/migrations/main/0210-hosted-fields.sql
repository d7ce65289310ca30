-- What the vault keeps for the hosted fields: the keys that values are sealed with in a browser, and the sessions in
-- which they are sealed. Sessions lead with merchant_id like every merchant's table.

-- Key pairs of the vault itself. A reference table: no merchant's, small, and the same on every node of a distributed
-- database. The private half is sealed under a data key of its own, which the key-encryption key has wrapped.
create table vault.card_key (
  kid                text        primary key collate "C",
  alg                text        not null collate "C" check (alg in ('ECDH-ES', 'RSA-OAEP-256')),
  -- Counts the keys of one alg. Of several processes that make the next key at once, one can.
  version            integer     not null check (version > 0),
  public_jwk         jsonb       not null,
  -- Which key-encryption key wrapped the data key.
  provider_id        text        not null,
  wrapped_data_key   bytea       not null,
  sealed_private_key bytea       not null,
  created_at         timestamptz not null default now(),
  -- From then on nothing is opened with it, and the row goes.
  not_after          timestamptz not null,
  unique (alg, version)
);

-- Only a hash of the session's secret is kept.
create table vault.elements_session (
  merchant_id   text        not null collate "C",
  session_hash  bytea       not null,
  public_key_id text        not null collate "C",
  origin        text        not null,
  expires_at    timestamptz not null,
  -- The attempts of this session, each with the id that its token has or would have: whether a token came of an attempt
  -- is seen by whether that token exists, so that nothing has to be written after it.
  attempts      jsonb       not null default '{}',
  primary key (merchant_id, session_hash)
) with (fillfactor = 70);
create index elements_session_expires_at on vault.elements_session (expires_at);
