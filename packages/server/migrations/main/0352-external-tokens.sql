-- Tokens that another provider issued for a card (contract 5.6). What is sealed, and what the fingerprint is of, is then
-- that token; of the card no more is known than what came with it.
alter table vault.token
  alter column brand drop not null,
  alter column first6 drop not null,
  alter column last4 drop not null,
  -- Type of the token, its first six characters, and the network's original transaction; null for cards.
  add column external jsonb;
