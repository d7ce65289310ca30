import { Type } from 'typebox'
import { optional, string } from '../../http/fields.ts'
import { operation } from '../../http/operation.ts'
import type { PlatformContext } from '../context.ts'
import { requireMerchantInScope } from '../management/scope.ts'
import { deactivateKey as deactivate } from './key-activity.ts'
import { actorOf, requireKey } from './key-path.ts'
import { KeyResponse, presentKey } from './key-response.ts'

const Body = Type.Object({ reason: optional(string({ maxLength: 255 })) })

export const deactivateKey = (context: PlatformContext) =>
  operation({
    method: 'POST',
    url: '/trefoil/v1/merchants/:mId/keys/:keyId/deactivate',
    caller: 'management',
    summary: 'Deactivate a key, or both halves of a pair',
    tag: 'Management',
    body: Body,
    response: KeyResponse,
    authorize: requireMerchantInScope,
    find: call => requireKey(context, call),
    async handle(call, { body, subject: { merchantId, id } }) {
      return presentKey(await deactivate(context, { merchantId, keyId: id }, actorOf(call), body.reason ?? null))
    },
  })
