import { Type } from 'typebox'
import { string } from '../../http/fields.ts'
import { operation } from '../../http/operation.ts'
import type { PlatformContext } from '../context.ts'
import { requireOperator } from '../management/scope.ts'
import { MerchantResponse, presentMerchant } from './merchant-response.ts'
import { insertMerchant } from './merchant-store.ts'
import { SETTING_FIELDS, changeSettings, currency, initialSettings } from './settings.ts'

const Body = Type.Object({
  name: string({ minLength: 1, maxLength: 127 }),
  default_currency: currency(),
  ...SETTING_FIELDS,
})

export const createMerchant = ({ database, mode }: PlatformContext) =>
  operation({
    method: 'POST',
    url: '/trefoil/v1/merchants',
    caller: 'management',
    summary: 'Create a merchant',
    tag: 'Management',
    body: Body,
    response: MerchantResponse,
    authorize: requireOperator,
    async handle(_call, { body }) {
      const { name, default_currency: defaultCurrency, ...input } = body
      const settings = changeSettings(initialSettings(), input, defaultCurrency)
      return presentMerchant(await insertMerchant(database, mode, { name, defaultCurrency, settings }))
    },
  })
