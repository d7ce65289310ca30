-- OAuth (contract 3.1 to 3.3): grants, codes, tokens, and the browser sessions in which merchants consent.
--
-- merchant_id leads every key. A code, a token and a session arrive without their merchant, so each is found through a
-- plain index on its keyed hash. No secret is stored in clear.

-- The family of everything that descends from one consent. Revoking it is a change of this one row, which is why it
-- reaches tokens that are being issued at the same moment too.
create table platform.oauth_grant (
  merchant_id text not null,
  id text not null,
  app_id text not null,
  employee_id text not null,
  created_at timestamptz not null default now(),
  revoked_at timestamptz,
  -- The app was uninstalled: the tokens answer 403 while it stays so, and are unknown once it is installed anew.
  uninstalled_at timestamptz,
  primary key (merchant_id, id),
  foreign key (merchant_id, app_id) references platform.installation (merchant_id, app_id),
  foreign key (merchant_id, employee_id) references platform.employee (merchant_id, id)
);
create index oauth_grant_app on platform.oauth_grant (merchant_id, app_id);

create table platform.authorization_code (
  merchant_id text not null,
  code_hash bytea not null,
  grant_id text not null,
  -- Which page issued it: 1 or 2.
  version smallint not null check (version in (1, 2)),
  -- As the authorize call sent it, or the app's Site URL.
  redirect_uri text not null,
  -- base64url(SHA-256(verifier)), RFC 7636.
  code_challenge text,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  used_at timestamptz,
  primary key (merchant_id, code_hash),
  foreign key (merchant_id, grant_id) references platform.oauth_grant (merchant_id, id)
);
create index authorization_code_hash on platform.authorization_code (code_hash);

create table platform.access_token (
  merchant_id text not null,
  token_hash bytea not null,
  grant_id text not null,
  version smallint not null check (version in (1, 2)),
  -- What the merchant had agreed to when the token was issued (contract PRM-3).
  permissions text[] not null,
  created_at timestamptz not null default now(),
  -- Absent for a v1 token until it is migrated (contract OAUTH-10).
  expires_at timestamptz,
  revoked_at timestamptz,
  primary key (merchant_id, token_hash),
  foreign key (merchant_id, grant_id) references platform.oauth_grant (merchant_id, id),
  check (version = 1 or expires_at is not null)
);
create index access_token_hash on platform.access_token (token_hash);
create index access_token_grant on platform.access_token (merchant_id, grant_id);

create table platform.refresh_token (
  merchant_id text not null,
  token_hash bytea not null,
  grant_id text not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  -- A pair that a repeated migration replaced.
  revoked_at timestamptz,
  -- Retired by being used; the successor is what it was exchanged for.
  retired_at timestamptz,
  successor_hash bytea,
  -- The successor pair, readable only with this row's own refresh token, for a caller whose answer was lost. Null again
  -- once the successor has been used or the 60 s of contract OAUTH-17 are over.
  sealed_successor bytea,
  primary key (merchant_id, token_hash),
  foreign key (merchant_id, grant_id) references platform.oauth_grant (merchant_id, id),
  check ((retired_at is null) = (successor_hash is null))
);
create index refresh_token_hash on platform.refresh_token (token_hash);
create index refresh_token_grant on platform.refresh_token (merchant_id, grant_id);
create index refresh_token_sealed on platform.refresh_token (retired_at) where sealed_successor is not null;

-- An employee signed in with a browser. One session may begin with several rows, one for each merchant whose employee
-- has the e-mail address and the password, until one of them is chosen.
create table platform.browser_session (
  merchant_id text not null,
  session_hash bytea not null,
  employee_id text not null,
  created_at timestamptz not null default now(),
  last_used_at timestamptz not null default now(),
  primary key (merchant_id, session_hash),
  foreign key (merchant_id, employee_id) references platform.employee (merchant_id, id)
);
create index browser_session_hash on platform.browser_session (session_hash);

-- A consent page that waits for its answer. The form holds only the one-time value: what is agreed to stays here.
create table platform.consent_request (
  merchant_id text not null,
  value_hash bytea not null,
  session_hash bytea not null,
  app_id text not null references platform.app (id),
  -- The permissions that the page showed.
  permissions text[] not null,
  version smallint not null check (version in (1, 2)),
  response_type text not null check (response_type in ('code', 'token')),
  redirect_uri text not null,
  state text,
  code_challenge text,
  created_at timestamptz not null default now(),
  primary key (merchant_id, value_hash),
  foreign key (merchant_id, session_hash) references platform.browser_session (merchant_id, session_hash)
    on delete cascade
);

-- Sign-ins of an employee since the last one that succeeded (PCI DSS 8.3.4).
create table platform.sign_in_attempt (
  merchant_id text not null,
  employee_id text not null,
  attempts integer not null,
  locked_until timestamptz,
  primary key (merchant_id, employee_id),
  foreign key (merchant_id, employee_id) references platform.employee (merchant_id, id)
);

grant select, insert, update, delete on
  platform.oauth_grant, platform.authorization_code, platform.access_token, platform.refresh_token,
  platform.browser_session, platform.consent_request, platform.sign_in_attempt
to trefoil_services;
