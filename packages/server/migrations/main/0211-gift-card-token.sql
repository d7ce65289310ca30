-- Tokens of gift cards. A table of their own: they have neither brand nor expiry, and would widen the row of every card.
create table vault.gift_card_token (
  created_at    timestamptz not null,
  key_version   integer     not null,
  merchant_id   text        not null collate "C",
  id            text        not null collate "C",
  last4         text        not null collate "C",
  public_key_id text        not null collate "C",
  app_id        text        collate "C",
  sealed_number bytea       not null,
  sealed_code   bytea,
  primary key (merchant_id, id)
);
