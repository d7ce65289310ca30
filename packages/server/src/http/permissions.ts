/** Permissions (contract 3.5). The order of a list is the order in which a missing one is named (PRM-2). */
import { ApiError } from './errors.ts'

export const PERMISSIONS = [
  'MERCHANT_R',
  'MERCHANT_W',
  'CUSTOMERS_R',
  'CUSTOMERS_W',
  'ORDERS_R',
  'ORDERS_W',
  'PAYMENTS_R',
  'PAYMENTS_W',
  'INVENTORY_R',
  'INVENTORY_W',
  'ONLINE_PAYMENTS',
] as const

export type Permission = (typeof PERMISSIONS)[number]

/** @throws ApiError `permission_missing` */
export function requirePermissions(held: ReadonlySet<Permission>, needed: readonly Permission[]): void {
  const missing = needed.filter(permission => !held.has(permission))
  if (missing.length > 0) throw new ApiError('permission_missing', { missingPermissions: missing })
}
