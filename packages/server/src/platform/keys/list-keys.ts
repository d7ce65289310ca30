import { operation } from '../../http/operation.ts'
import type { PlatformContext } from '../context.ts'
import { requireMerchantInScope } from '../management/scope.ts'
import { requireMerchant } from '../merchants/get-merchant.ts'
import { KeyListResponse, presentKey } from './key-response.ts'
import { listKeys } from './key-store.ts'

export const listMerchantKeys = (context: PlatformContext) =>
  operation({
    method: 'GET',
    url: '/trefoil/v1/merchants/:mId/keys',
    caller: 'management',
    summary: 'List the keys of a merchant, those of apps included',
    tag: 'Management',
    response: KeyListResponse,
    authorize: requireMerchantInScope,
    find: call => requireMerchant(context, call.params['mId']),
    async handle(_call, { subject }) {
      const keys = await listKeys(context.database, subject.id)
      return { object: 'list', data: keys.map(presentKey) }
    },
  })
