-- The books of the simulated acquirer. They live apart from the server's own database, so that they can contradict it.

create schema acquirer;

-- One row for each message that the acquirer has processed. The reference is the sender's id of the message, and the
-- primary key: a message that is sent again finds its first answer and never becomes a second transaction.
-- Reference number and authorization code are derived from id and created_at. No card number and no verification value
-- is ever stored; the letters are what the issuer said about them: null when the value was not sent, '' when it said nothing.
create table acquirer.transaction (
  id bigint not null,
  amount_minor bigint not null,
  created_at timestamptz not null default now(),
  tip_minor integer not null default 0,
  reversed boolean not null default false,
  settled boolean not null default false,
  merchant_id text not null,
  reference text not null,
  kind text not null,
  currency text not null,
  response_code text not null,
  verification_letter text,
  line1_letter text,
  zip_letter text,
  brand text,
  last4 text,
  instrument_reference text,
  original_reference text,
  primary key (merchant_id, reference),
  check (kind in ('authorization', 'sale', 'capture', 'void', 'refund', 'reversal', 'verification'))
) with (fillfactor = 90);

-- Authorizations and sales have no original, so the busiest writes do not touch this index.
create index transaction_original on acquirer.transaction (merchant_id, original_reference)
  where original_reference is not null;

-- What the simulation plays for one message beyond the ordinary, and how far it has come.
create table acquirer.scenario (
  merchant_id text not null,
  reference text not null,
  -- Last two digits of the amounts 91000001 and up; null when only follow_ups is set.
  fault smallint,
  follow_ups text,
  -- How often the outcome was asked for, and how often the message was repeated or its reversal sent.
  inquiries integer not null default 0,
  repeats integer not null default 0,
  primary key (merchant_id, reference),
  check (follow_ups in ('refunds refused', 'voids unanswered'))
);

-- The first charge of each stored card whose first charge is declined.
create table acquirer.first_charge (
  merchant_id text not null,
  instrument_reference text not null,
  reference text not null,
  primary key (merchant_id, instrument_reference)
);
