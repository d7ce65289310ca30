import { Type } from 'typebox'
import { oneOf } from '../../http/fields.ts'
import { operation } from '../../http/operation.ts'
import type { PlatformContext } from '../context.ts'
import { requireMerchantInScope } from '../management/scope.ts'
import { requireMerchant } from '../merchants/get-merchant.ts'
import { issuePair } from './key-pairs.ts'
import { KeyWithSecretResponse, presentKey } from './key-response.ts'
import { INTEGRATION_TYPES } from './key.ts'

const Body = Type.Object({ integration_type: oneOf(INTEGRATION_TYPES) })

export const createKey = (context: PlatformContext) =>
  operation({
    method: 'POST',
    url: '/trefoil/v1/merchants/:mId/keys',
    caller: 'management',
    summary: 'Create the key pair of a merchant',
    tag: 'Management',
    body: Body,
    response: KeyWithSecretResponse,
    authorize: requireMerchantInScope,
    find: call => requireMerchant(context, call.params['mId']),
    async handle(_call, { body, subject }) {
      const pair = { merchantId: subject.id, integrationType: body.integration_type }
      const { key, privateKey } = await issuePair(context, pair)
      return { ...presentKey(key), privateKey }
    },
  })
