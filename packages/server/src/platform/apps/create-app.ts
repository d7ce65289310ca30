import { Type } from 'typebox'
import { ApiError } from '../../http/errors.ts'
import { arrayOf, boolean, custom, oneOf, optional, string } from '../../http/fields.ts'
import { newUuid } from '../../http/identifiers.ts'
import { operation } from '../../http/operation.ts'
import { PERMISSIONS } from '../../http/permissions.ts'
import type { PlatformContext } from '../context.ts'
import { hashSecret } from '../credentials/secret-hash.ts'
import { requireOperator } from '../management/scope.ts'
import { insertApp } from './app-store.ts'
import { isSiteUrl } from './site-url.ts'

const AppResponse = Type.Object({
  id: Type.String({ examples: ['JT97KB6CQ643D'] }),
  object: Type.Literal('app'),
  name: Type.String(),
  site_url: Type.String(),
  permissions: Type.Array(Type.String()),
  confidential: Type.Boolean(),
  legacy_oauth: Type.Boolean(),
  allow_implicit: Type.Boolean(),
  secret: Type.String({ description: 'Shown here and never again.' }),
  createdTime: Type.Integer(),
  modifiedTime: Type.Integer(),
})

export const createApp = ({ database, credentialKey, mode }: PlatformContext) => {
  const siteUrl = custom<string>({ type: 'string', format: 'uri' }, (value, param) => {
    if (typeof value !== 'string' || !isSiteUrl(value, mode)) throw new ApiError('invalid_request', { param })
    return value
  })
  const body = Type.Object({
    name: string({ minLength: 1, maxLength: 127 }),
    site_url: siteUrl,
    permissions: arrayOf(oneOf(PERMISSIONS), { maxItems: 100 }),
    confidential: optional(boolean()),
    legacy_oauth: optional(boolean()),
    allow_implicit: optional(boolean()),
  })
  return operation({
    method: 'POST',
    url: '/trefoil/v1/apps',
    caller: 'management',
    summary: 'Register an app',
    tag: 'Management',
    body,
    response: AppResponse,
    authorize: requireOperator,
    async handle(_call, { body: input }) {
      const secret = newUuid()
      const app = await insertApp(database, {
        name: input.name,
        secretHash: hashSecret(credentialKey, secret),
        siteUrl: input.site_url,
        permissions: PERMISSIONS.filter(permission => input.permissions.includes(permission)),
        confidential: input.confidential ?? true,
        legacyOauth: input.legacy_oauth ?? false,
        allowImplicit: input.allow_implicit ?? false,
      })
      return {
        id: app.id,
        object: 'app',
        name: app.name,
        site_url: app.siteUrl,
        permissions: app.permissions,
        confidential: app.confidential,
        legacy_oauth: app.legacyOauth,
        allow_implicit: app.allowImplicit,
        secret,
        createdTime: app.createdAt.getTime(),
        modifiedTime: app.modifiedAt.getTime(),
      }
    },
  })
}
