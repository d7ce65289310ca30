import { Type } from 'typebox'
import type { MerchantCall } from '../../http/call.ts'
import { ApiError } from '../../http/errors.ts'
import { operation } from '../../http/operation.ts'
import { requirePermissions } from '../../http/permissions.ts'
import type { PlatformContext } from '../context.ts'
import { startsWithMultipay } from './key-pairs.ts'
import { findOrInsertPakmsKey } from './key-store.ts'

const PakmsResponse = Type.Object({
  apiAccessKey: Type.String({ examples: ['b440034d6608697a8d41bed440e50454'] }),
  merchantUuid: Type.String({ examples: ['M9S346Q3D25VT'] }),
  developerAppUuid: Type.String({ examples: ['JT97KB6CQ643D'] }),
  active: Type.Boolean(),
  createdTime: Type.Integer(),
  modifiedTime: Type.Integer(),
})

/** The same operation under both of its paths. */
export const getPakmsKey = (context: PlatformContext) =>
  ['/pakms/apikey', '/v1/pakms/apikey'].map(url =>
    operation({
      method: 'GET',
      url,
      caller: 'bearer',
      summary: "Read the public key of the caller's app, made on the first call",
      tag: 'Keys',
      response: PakmsResponse,
      plainUnauthorized: true,
      authorize: requireAppWithOnlinePayments,
      async handle({ credential, merchant }) {
        const multipay = startsWithMultipay(context)
        const key = await findOrInsertPakmsKey(context.database, {
          merchantId: merchant.id,
          appId: credential.appId!,
          multipay,
        })
        return {
          apiAccessKey: key.publicKey,
          merchantUuid: key.merchantId,
          developerAppUuid: key.appId,
          active: key.active,
          createdTime: key.createdAt.getTime(),
          modifiedTime: key.modifiedAt.getTime(),
        }
      },
    }),
  )

/**
 * Not the operation's `permissions`: a merchant key is told that it is the wrong kind (contract PAK-4), also one that
 * would lack the permission.
 */
function requireAppWithOnlinePayments({ credential }: MerchantCall): void {
  if (credential.kind !== 'access_token') throw new ApiError('oauth_token_required')
  requirePermissions(credential.permissions, ['ONLINE_PAYMENTS'])
}
