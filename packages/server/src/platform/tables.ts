/** The columns of schema `platform`, as SQL of this folder sees them (migration 0100). */
import type { Generated, Kysely } from 'kysely'
import type { Permission } from '../http/permissions.ts'
import type { StoredSettings } from './merchants/settings.ts'

interface Timestamps {
  created_at: Generated<Date>
  modified_at: Generated<Date>
}

export interface AppTable extends Timestamps {
  id: string
  developer_id: string | null
  name: string
  secret_hash: Buffer
  site_url: string
  permissions: Permission[]
  confidential: boolean
  legacy_oauth: boolean
  allow_implicit: boolean
}

export interface MerchantTable extends Timestamps {
  id: string
  name: string
  active: Generated<boolean>
  default_currency: string
  settings: StoredSettings
}

export interface EmployeeTable {
  merchant_id: string
  id: string
  name: string
  email: string
  password_hash: string | null
  role: 'owner' | 'admin' | 'staff'
  created_at: Generated<Date>
}

export interface InstallationTable extends Timestamps {
  merchant_id: string
  app_id: string
  permissions: Permission[]
  active: Generated<boolean>
}

export type IntegrationType = 'IFRAME_API' | 'API' | 'HOSTED_CHECKOUT'
export type Deactivator = 'merchant' | 'operator' | 'system'

export interface ApiKeyTable extends Timestamps {
  merchant_id: string
  id: string
  kind: 'pakms' | 'ecommerce'
  public_key: string
  embed_id: string
  private_key_hash: Buffer | null
  app_id: string | null
  integration_type: IntegrationType | null
  active: Generated<boolean>
  deactivated_by: Deactivator | null
  deactivation_reason: string | null
  allowed_origins: Generated<string[]>
  allowed_addresses: Generated<string[]>
  multipay: boolean
  rotated_at: Date | null
  expires_at: Date | null
}

export interface ManagementTokenTable {
  token_hash: Buffer
  role: 'operator' | 'merchant_admin'
  merchant_id: string | null
  name: string
  created_at: Generated<Date>
}

export interface SandboxTable {
  only_row: Generated<boolean>
  developer_id: string
  app_id: string
  merchant_id: string
  employee_id: string
  created_at: Generated<Date>
}

export interface PlatformTables {
  'platform.developer': { id: string; name: string; created_at: Generated<Date> }
  'platform.app': AppTable
  'platform.merchant': MerchantTable
  'platform.employee': EmployeeTable
  'platform.installation': InstallationTable
  'platform.api_key': ApiKeyTable
  'platform.management_token': ManagementTokenTable
  'platform.sandbox': SandboxTable
}

/** What can run a statement of Kysely: a `Database`, or a `Transaction` in it. */
export interface KyselySource {
  kysely<Tables>(): Kysely<Tables>
}

export function tables(source: KyselySource): Kysely<PlatformTables> {
  return source.kysely<PlatformTables>()
}
