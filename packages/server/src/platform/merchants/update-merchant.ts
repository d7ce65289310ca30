import { Type } from 'typebox'
import { ApiError } from '../../http/errors.ts'
import { boolean, optional, string } from '../../http/fields.ts'
import type { Static } from '../../http/fields.ts'
import { operation } from '../../http/operation.ts'
import { changeCredentials } from '../context.ts'
import type { PlatformContext } from '../context.ts'
import { requireMerchantInScope, requireOperatorFor } from '../management/scope.ts'
import { requireMerchant } from './get-merchant.ts'
import { MerchantResponse, presentMerchant } from './merchant-response.ts'
import { findMerchant, updateMerchant } from './merchant-store.ts'
import type { PlatformMerchant } from './merchant.ts'
import { SETTING_FIELDS, changeSettings } from './settings.ts'

const Body = Type.Object({
  name: optional(string({ minLength: 1, maxLength: 127 })),
  active: optional(boolean({ description: 'Only an operator may set it; false suspends the merchant.' })),
  ...SETTING_FIELDS,
})

export const putMerchant = (context: PlatformContext) =>
  operation({
    method: 'PUT',
    url: '/trefoil/v1/merchants/:mId',
    caller: 'management',
    summary: 'Change settings of a merchant',
    tag: 'Management',
    body: Body,
    response: MerchantResponse,
    authorize(call, body) {
      requireMerchantInScope(call)
      requireOperatorFor(call, 'active', body())
    },
    find: call => requireMerchant(context, call.params['mId']),
    async handle(_call, { body, subject }) {
      return presentMerchant(await changeMerchant(context, subject.id, body))
    },
  })

/**
 * Changes what the input names and nothing else; in force in every process within 1 s (contract OAUTH-19).
 * @throws ApiError `resource_missing`, `invalid_request`
 */
export async function changeMerchant(
  context: PlatformContext,
  merchantId: string,
  input: Static<typeof Body>,
): Promise<PlatformMerchant> {
  const { mode } = context
  return changeCredentials(context, async transaction => {
    // Locked, so that two changes at once both hold.
    const merchant = await findMerchant(transaction, mode, merchantId, { lock: true })
    if (!merchant) throw new ApiError('resource_missing')
    const { name = merchant.name, active = merchant.active, ...settings } = input
    const storedSettings = changeSettings(merchant.storedSettings, settings, merchant.defaultCurrency)
    return updateMerchant(transaction, mode, { ...merchant, name, active, storedSettings })
  })
}
