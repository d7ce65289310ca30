/** What an app may do with a permission, as the consent page says it to the person who owns the business. */
import { PERMISSIONS } from '../../../http/permissions.ts'
import type { Permission } from '../../../http/permissions.ts'

const WORDS: Readonly<Record<Permission, string>> = {
  MERCHANT_R: 'See your business name, address and settings',
  MERCHANT_W: 'Change your business settings',
  CUSTOMERS_R: 'See your customers',
  CUSTOMERS_W: 'Add, change and remove customers',
  ORDERS_R: 'See your orders',
  ORDERS_W: 'Create and change orders',
  PAYMENTS_R: 'See your payments and refunds',
  PAYMENTS_W: 'Capture and change payments',
  INVENTORY_R: 'See your products and tax rates',
  INVENTORY_W: 'Change your products and tax rates',
  ONLINE_PAYMENTS: 'Take payments and give refunds online for your business',
}

const ORDER: readonly Permission[] = ['ONLINE_PAYMENTS', ...PERMISSIONS.filter(name => name !== 'ONLINE_PAYMENTS')]

/** What moves money stands first. */
export function permissionSentences(permissions: readonly Permission[]): readonly string[] {
  return ORDER.filter(name => permissions.includes(name)).map(name => WORDS[name])
}
