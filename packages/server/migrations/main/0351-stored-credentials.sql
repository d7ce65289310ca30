-- Whether a card was ever paid with as the first of several payments (contract CHG-11). Payments are told yes or no; the
-- fingerprint, by which tokens of one card know each other, stays in the vault.
alter table vault.send
  -- Fingerprint of the card, of an authorization sent with sequence FIRST; null for all else, and then in no index.
  add column first_of bytea;

create index send_first on vault.send (merchant_id, first_of) where first_of is not null;
