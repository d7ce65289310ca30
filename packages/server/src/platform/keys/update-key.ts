import { Type } from 'typebox'
import { isAddressRule } from '../../http/caller.ts'
import { ApiError } from '../../http/errors.ts'
import { arrayOf, boolean, custom, optional } from '../../http/fields.ts'
import type { Static } from '../../http/fields.ts'
import { operation } from '../../http/operation.ts'
import { changeCredentials } from '../context.ts'
import type { PlatformContext } from '../context.ts'
import { requireMerchantInScope } from '../management/scope.ts'
import { requireKey } from './key-path.ts'
import { KeyResponse, presentKey } from './key-response.ts'
import { findKey, storeKeyRules } from './key-store.ts'
import type { ApiKey } from './key.ts'
import { isOriginRule } from './origin.ts'

const rule = (isRule: (text: string) => boolean, description: string) =>
  custom<string>({ type: 'string', description }, (value, param) => {
    if (typeof value !== 'string' || value.length > 255 || !isRule(value))
      throw new ApiError('invalid_request', { param })
    return value
  })

const Body = Type.Object({
  allowed_origins: optional(
    arrayOf(rule(isOriginRule, 'An origin, https://*.shop.example or http://localhost:*'), { maxItems: 100 }),
  ),
  allowed_addresses: optional(arrayOf(rule(isAddressRule, 'An IP address or a CIDR block'), { maxItems: 100 })),
  multipay: optional(boolean()),
})

export const updateKey = (context: PlatformContext) =>
  operation({
    method: 'PUT',
    url: '/trefoil/v1/merchants/:mId/keys/:keyId',
    caller: 'management',
    summary: 'Change where and for what a key may be used',
    tag: 'Management',
    body: Body,
    response: KeyResponse,
    authorize: requireMerchantInScope,
    find: call => requireKey(context, call),
    async handle(_call, { body, subject }) {
      return presentKey(await changeKeyRules(context, subject, body))
    },
  })

/** Changes what the input names; in force in every process within 1 s (contract KEY-8). */
function changeKeyRules(
  context: PlatformContext,
  { merchantId, id }: ApiKey,
  input: Static<typeof Body>,
): Promise<ApiKey> {
  return changeCredentials(context, async transaction => {
    const key = await findKey(transaction, merchantId, id, { lock: true })
    if (!key) throw new ApiError('resource_missing')
    return storeKeyRules(transaction, key, {
      allowedOrigins: input.allowed_origins ?? key.allowedOrigins,
      allowedAddresses: input.allowed_addresses ?? key.allowedAddresses,
      multipay: input.multipay ?? key.multipay,
    })
  })
}
