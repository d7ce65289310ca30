import { operation } from '../../http/operation.ts'
import type { PlatformContext } from '../context.ts'
import { requireMerchantInScope } from '../management/scope.ts'
import { reactivateKey as reactivate } from './key-activity.ts'
import { actorOf, requireKey } from './key-path.ts'
import { KeyResponse, presentKey } from './key-response.ts'

export const reactivateKey = (context: PlatformContext) =>
  operation({
    method: 'POST',
    url: '/trefoil/v1/merchants/:mId/keys/:keyId/reactivate',
    caller: 'management',
    summary: 'Take the deactivation of a key back',
    tag: 'Management',
    response: KeyResponse,
    authorize: requireMerchantInScope,
    find: call => requireKey(context, call),
    async handle(call, { subject: { merchantId, id } }) {
      return presentKey(await reactivate(context, { merchantId, keyId: id }, actorOf(call)))
    },
  })
