import { Type } from 'typebox'
import { integer, optional } from '../../http/fields.ts'
import { operation } from '../../http/operation.ts'
import type { PlatformContext } from '../context.ts'
import { requireMerchantInScope } from '../management/scope.ts'
import { rotatePair } from './key-pairs.ts'
import { requireKey } from './key-path.ts'
import { KeyWithSecretResponse, presentKey } from './key-response.ts'
import { DEFAULT_OVERLAP_HOURS, LONGEST_OVERLAP_HOURS } from './key.ts'

const Body = Type.Object({
  overlap_hours: optional(
    integer({
      minimum: 0,
      maximum: LONGEST_OVERLAP_HOURS,
      description: 'How long the old pair works on; 24 by default',
    }),
  ),
})

export const rotateKey = (context: PlatformContext) =>
  operation({
    method: 'POST',
    url: '/trefoil/v1/merchants/:mId/keys/:keyId/rotate',
    caller: 'management',
    summary: 'Replace a key pair by a new one',
    tag: 'Management',
    body: Body,
    response: KeyWithSecretResponse,
    authorize: requireMerchantInScope,
    find: call => requireKey(context, call),
    async handle(_call, { body, subject }) {
      const { key, privateKey } = await rotatePair(context, {
        merchantId: subject.merchantId,
        keyId: subject.id,
        overlapHours: body.overlap_hours ?? DEFAULT_OVERLAP_HOURS,
      })
      return { ...presentKey(key), privateKey }
    },
  })
