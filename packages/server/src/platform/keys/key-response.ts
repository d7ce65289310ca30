import { Type } from 'typebox'
import type { ApiKey } from './key.ts'

const members = {
  id: Type.String({ examples: ['4F5V37E3S3E28'] }),
  object: Type.Literal('key'),
  kind: Type.Union([Type.Literal('pakms'), Type.Literal('ecommerce')]),
  publicKey: Type.String({ examples: ['b440034d6608697a8d41bed440e50454'] }),
  developerAppUuid: Type.Union([Type.String(), Type.Null()]),
  integration_type: Type.Union([Type.String(), Type.Null()]),
  active: Type.Boolean(),
  deactivatedBy: Type.Union([Type.String(), Type.Null()]),
  deactivation_reason: Type.Optional(Type.String()),
  allowed_origins: Type.Array(Type.String()),
  allowed_addresses: Type.Array(Type.String()),
  multipay: Type.Boolean(),
  expiresTime: Type.Optional(Type.Integer({ description: 'Only on a pair that was rotated out.' })),
  createdTime: Type.Integer(),
  modifiedTime: Type.Integer(),
}

export const KeyResponse = Type.Object(members)
export const KeyWithSecretResponse = Type.Object({
  ...members,
  privateKey: Type.String({ description: 'Shown here and never again (contract KEY-3).' }),
})
export const KeyListResponse = Type.Object({ object: Type.Literal('list'), data: Type.Array(KeyResponse) })

export function presentKey(key: ApiKey) {
  return {
    id: key.id,
    object: 'key',
    kind: key.kind,
    publicKey: key.publicKey,
    developerAppUuid: key.appId,
    integration_type: key.integrationType,
    active: key.active,
    deactivatedBy: key.deactivatedBy,
    deactivation_reason: key.deactivationReason ?? undefined,
    allowed_origins: key.allowedOrigins,
    allowed_addresses: key.allowedAddresses,
    multipay: key.multipay,
    expiresTime: key.expiresAt?.getTime(),
    createdTime: key.createdAt.getTime(),
    modifiedTime: key.modifiedAt.getTime(),
  }
}
