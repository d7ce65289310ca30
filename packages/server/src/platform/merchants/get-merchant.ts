import { ApiError } from '../../http/errors.ts'
import { operation } from '../../http/operation.ts'
import type { PlatformContext } from '../context.ts'
import { requireMerchantInScope } from '../management/scope.ts'
import { MerchantResponse, presentMerchant } from './merchant-response.ts'
import { findMerchant } from './merchant-store.ts'
import type { PlatformMerchant } from './merchant.ts'

export const getMerchant = (context: PlatformContext) =>
  operation({
    method: 'GET',
    url: '/trefoil/v1/merchants/:mId',
    caller: 'management',
    summary: 'Read a merchant and its settings',
    tag: 'Management',
    response: MerchantResponse,
    authorize: requireMerchantInScope,
    find: call => requireMerchant(context, call.params['mId']),
    async handle(_call, { subject }) {
      return presentMerchant(subject)
    },
  })

/** @throws ApiError `resource_missing` */
export async function requireMerchant(
  { database, mode }: PlatformContext,
  merchantId: string = '',
): Promise<PlatformMerchant> {
  const merchant = await findMerchant(database, mode, merchantId)
  if (!merchant) throw new ApiError('resource_missing')
  return merchant
}
