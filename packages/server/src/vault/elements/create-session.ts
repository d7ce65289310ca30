/** `POST /v1/elements/session` (contract 5.9: TOK-39, TOK-40). */
import { Type } from 'typebox'
import { ApiError } from '../../http/errors.ts'
import { checked, optional, string } from '../../http/fields.ts'
import { operation } from '../../http/operation.ts'
import type { Operation } from '../../http/operation.ts'
import type { TokenService } from '../vault.ts'
import { acceptsOrigin, isOrigin, newSession } from './session.ts'
import type { OriginRules } from './session.ts'

const origin = checked(
  string({
    maxLength: 300,
    description: 'Origin of the page that shows the fields.',
    examples: ['https://shop.example'],
  }),
  (value, param) => {
    if (!isOrigin(value)) throw new ApiError('invalid_request', { param })
  },
)

const Session = Type.Object({
  session: Type.String(),
  expires_at: Type.Integer({ description: 'Unix milliseconds.' }),
  mode: Type.Unsafe<'test' | 'live'>({ type: 'string', enum: ['test', 'live'] }),
  jwks: Type.Object({ keys: Type.Array(Type.Object({}, { additionalProperties: true })) }),
  brands: Type.Array(Type.String()),
  postal_code: Type.String(),
  page_guard: Type.Unsafe<'off' | 'report'>({ type: 'string', enum: ['off', 'report'] }),
})

export const createSession = (vault: TokenService, matchesOrigin: OriginRules['matchesOrigin']): Operation =>
  operation({
    method: 'POST',
    url: '/v1/elements/session',
    caller: 'apikey',
    summary: 'Open a session of the hosted fields',
    tag: 'Tokens',
    body: Type.Object({
      origin,
      sdk: string({ maxLength: 32, description: 'Version of the SDK.' }),
      merchant_id: optional(string({ maxLength: 64 })),
    }),
    query: Type.Object({}),
    response: Session,
    // Both are a matter of who may do what, so they come before any field (contract ERR-6 step 4).
    authorize({ credential, merchant }, body) {
      const { origin, merchant_id: merchantId } = body() ?? {}
      if (typeof merchantId === 'string' && merchantId !== merchant.id) {
        throw new ApiError('merchant_mismatch', { param: 'merchant_id' })
      }
      const rules = { mode: vault.mode, allowedOrigins: credential.allowedOrigins ?? [], matchesOrigin }
      if (typeof origin === 'string' && !acceptsOrigin(origin, rules)) {
        throw new ApiError('origin_not_registered', { param: 'origin' })
      }
    },
    async handle({ credential, merchant }, { body }) {
      const session = newSession()
      const name = { merchantId: merchant.id, publicKeyId: credential.keyId!, session }
      const [expiresMs, jwks] = await Promise.all([
        vault.sessions.insert(name, body.origin),
        vault.cardKeys.published(),
      ])
      const { brands, postal_code } = merchant.settings
      return {
        session,
        expires_at: expiresMs,
        mode: vault.mode === 'live' ? 'live' : 'test',
        jwks,
        brands,
        postal_code,
        page_guard: merchant.settings.page_guard ?? 'off',
      }
    },
  })
