-- Developers, apps, merchants and the credentials that act for them (contract 1.6, 3.1, 3.4 to 3.6, 4).
--
-- Two kinds of tables:
--   reference tables  small, the same on every node of a distributed database: developer, app, management_token, sandbox
--   merchant's tables  merchant_id leads every primary key, unique index and foreign key; `merchant` itself is keyed by it
-- A credential arrives without its merchant, so it is found through a plain index on what the caller sent. Those indexes
-- are not unique: a unique one would have to lead with merchant_id, and 122 or more random bits do not collide.
-- Secrets are HMAC-SHA-256 under a key that is not in the database; passwords are argon2id.

create table platform.developer (
  id text primary key,
  name text not null,
  created_at timestamptz not null default now()
);

create table platform.app (
  id text primary key,
  -- Absent for an app that the operator registered.
  developer_id text references platform.developer (id),
  name text not null,
  secret_hash bytea not null,
  site_url text not null,
  permissions text[] not null,
  confidential boolean not null default true,
  legacy_oauth boolean not null default false,
  allow_implicit boolean not null default false,
  created_at timestamptz not null default now(),
  modified_at timestamptz not null default now()
);

create table platform.merchant (
  id text primary key,
  name text not null,
  active boolean not null default true,
  default_currency text not null,
  -- Only what differs from the defaults of the deployment's mode, so that a default can change for all who kept it.
  settings jsonb not null default '{}',
  created_at timestamptz not null default now(),
  modified_at timestamptz not null default now()
);

create table platform.employee (
  merchant_id text not null references platform.merchant (id),
  id text not null,
  name text not null,
  -- Lower case.
  email text not null,
  -- A PHC string; absent for an employee who cannot sign in with a password.
  password_hash text,
  role text not null check (role in ('owner', 'admin', 'staff')),
  created_at timestamptz not null default now(),
  primary key (merchant_id, id)
);
create unique index employee_email on platform.employee (merchant_id, email);
create index employee_sign_in on platform.employee (email);

create table platform.installation (
  merchant_id text not null references platform.merchant (id),
  app_id text not null references platform.app (id),
  -- What the merchant agreed to at its last consent (contract PRM-3).
  permissions text[] not null,
  active boolean not null default true,
  created_at timestamptz not null default now(),
  modified_at timestamptz not null default now(),
  primary key (merchant_id, app_id)
);

create table platform.api_key (
  merchant_id text not null references platform.merchant (id),
  id text not null,
  kind text not null check (kind in ('pakms', 'ecommerce')),
  public_key text not null,
  -- Finds the key of a frame without the key being in the frame's address (contract of the elements, SEC-4).
  embed_id text not null,
  private_key_hash bytea,
  app_id text references platform.app (id),
  integration_type text check (integration_type in ('IFRAME_API', 'API', 'HOSTED_CHECKOUT')),
  active boolean not null default true,
  -- Null while inactive: the app is uninstalled, and nobody has deactivated the key besides (contract PAK-6).
  deactivated_by text check (deactivated_by in ('merchant', 'operator', 'system')),
  deactivation_reason text,
  allowed_origins text[] not null default '{}',
  allowed_addresses text[] not null default '{}',
  multipay boolean not null,
  rotated_at timestamptz,
  expires_at timestamptz,
  created_at timestamptz not null default now(),
  modified_at timestamptz not null default now(),
  primary key (merchant_id, id),
  check (not active or deactivated_by is null),
  check ((kind = 'pakms') = (app_id is not null)),
  check ((kind = 'ecommerce') = (integration_type is not null)),
  check ((kind = 'ecommerce') = (private_key_hash is not null)),
  check ((rotated_at is null) = (expires_at is null))
);
-- One key of each app (contract PAK-1), one current pair (contract KEY-2).
create unique index api_key_of_app on platform.api_key (merchant_id, app_id) where kind = 'pakms';
create unique index api_key_current_pair on platform.api_key (merchant_id) where kind = 'ecommerce' and rotated_at is null;
create index api_key_public_key on platform.api_key (public_key);
create index api_key_private_key_hash on platform.api_key (private_key_hash) where private_key_hash is not null;
create index api_key_embed_id on platform.api_key (embed_id);

create table platform.management_token (
  token_hash bytea primary key,
  role text not null check (role in ('operator', 'merchant_admin')),
  merchant_id text references platform.merchant (id),
  name text not null,
  created_at timestamptz not null default now(),
  check ((role = 'merchant_admin') = (merchant_id is not null))
);

-- What the first start of a sandbox made: one row or none.
create table platform.sandbox (
  only_row boolean primary key default true check (only_row),
  developer_id text not null references platform.developer (id),
  app_id text not null references platform.app (id),
  merchant_id text not null references platform.merchant (id),
  employee_id text not null,
  created_at timestamptz not null default now()
);

grant usage on schema platform to trefoil_services, trefoil_vault;
grant select, insert, update, delete on
  platform.developer, platform.app, platform.merchant, platform.employee, platform.installation, platform.api_key,
  platform.management_token, platform.sandbox
to trefoil_services;

-- The vault looks up public keys and nothing else: no hash of a secret is readable for it.
grant select (
  merchant_id, id, kind, public_key, app_id, integration_type, active, allowed_origins, allowed_addresses, multipay,
  expires_at
) on platform.api_key to trefoil_vault;
grant select on platform.merchant to trefoil_vault;
grant select (merchant_id, app_id, active) on platform.installation to trefoil_vault;
