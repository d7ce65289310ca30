-- One schema per domain; a role sees only what it works with. Every statement of the program names its schema.
-- The roles trefoil_services and trefoil_vault exist before the first migration.

create schema platform;
create schema payments;
create schema vault;

revoke create on schema public from public;

-- The other services work in their own schemas, and have no way into the vault's.
grant usage on schema platform, payments to trefoil_services;
alter default privileges in schema platform grant select, insert, update, delete on tables to trefoil_services;
alter default privileges in schema payments grant select, insert, update, delete on tables to trefoil_services;

-- The vault works in its own schema. What it needs of platform (who may call it) is granted table by table.
grant usage on schema vault, platform to trefoil_vault;
alter default privileges in schema vault grant select, insert, update, delete on tables to trefoil_vault;
