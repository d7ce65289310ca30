import type { Queryable } from './transaction.ts'

/** Role of every service but the vault. It cannot read the vault's schema. */
export const SERVICES_ROLE = 'trefoil_services'
/** Role of the vault. */
export const VAULT_ROLE = 'trefoil_vault'

/**
 * Makes the roles when they are missing, and lets the connecting user act under them. They cannot log in: a session
 * takes its role when it starts. Deployments that want a password between the halves give the vault a URL of its own.
 */
export async function ensureRoles(database: Queryable): Promise<void> {
  for (const role of [SERVICES_ROLE, VAULT_ROLE]) {
    try {
      await database.query(`
        do $$ begin
          if not exists (select from pg_catalog.pg_roles where rolname = '${role}') then
            create role ${role} nologin;
          end if;
          -- Before version 16 whoever belongs to a role may take it; there is no right of its own for that.
          if current_setting('server_version_num')::int < 160000 then
            if not pg_catalog.pg_has_role(current_user, '${role}', 'member') then
              grant ${role} to current_user;
            end if;
          elsif not pg_catalog.pg_has_role(current_user, '${role}', 'set') then
            execute 'grant ${role} to current_user with inherit false, set true';
          end if;
        exception
          -- Another server of the same installation was first.
          when duplicate_object or unique_violation then null;
        end $$`)
    } catch (error) {
      throw new Error(
        `The database user may not make or use the role ${role}. ` +
          `Let an administrator run: create role ${role} nologin; grant ${role} to <user>;`,
        { cause: error },
      )
    }
  }
}
