/** What a management token may reach (contract 3.6): an operator everything, a merchant administrator its merchant. */
import type { ManagementCall } from '../../http/call.ts'
import { ApiError } from '../../http/errors.ts'
import { isObject } from '../../http/fields.ts'

/** @throws ApiError `resource_missing`: for anybody else the endpoint does not exist */
export function requireOperator({ management }: ManagementCall): void {
  if (management.role !== 'operator') throw new ApiError('resource_missing')
}

/** For paths with `:mId`. @throws ApiError `resource_missing`, the same as for a merchant that does not exist */
export function requireMerchantInScope({ management, params }: ManagementCall): void {
  if (management.role !== 'operator' && management.merchantId !== params['mId']) throw new ApiError('resource_missing')
}

/** @throws ApiError `permission_missing` when the body has this member and the caller is no operator */
export function requireOperatorFor(call: ManagementCall, member: string, body: unknown): void {
  if (call.management.role === 'operator' || !isObject(body)) return
  if (body[member] !== undefined && body[member] !== null) throw operatorMissing()
}

/** Contract KEY-7: the permission that is missing is to be an operator. */
export function operatorMissing(): ApiError {
  return new ApiError('permission_missing', { missingPermissions: ['operator'] })
}
