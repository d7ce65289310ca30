/** `GET /v1/tokens/{tokenId}` (contract 5.10). */
import { Type } from 'typebox'
import { ApiError } from '../../http/errors.ts'
import { operation } from '../../http/operation.ts'
import type { Operation } from '../../http/operation.ts'
import type { Vault } from '../vault.ts'
import { presentToken } from './present-token.ts'
import { TokenObject } from './token-object.ts'
import type { Token } from './token.ts'

export const readToken = (vault: Vault): Operation =>
  operation({
    method: 'GET',
    url: '/v1/tokens/:tokenId',
    caller: 'bearer',
    permissions: ['ONLINE_PAYMENTS'],
    summary: 'Read a token',
    tag: 'Tokens',
    body: Type.Object({}),
    query: Type.Object({}),
    response: TokenObject,
    async find({ merchant, params }): Promise<Token> {
      const token = await vault.readToken(merchant.id, params.tokenId ?? '')
      if (!token) throw new ApiError('resource_missing')
      return token
    },
    async handle(_call, { subject }) {
      const { mode, tokenTtlMinutes } = vault
      return presentToken(subject as Token, { mode, lifetimeMinutes: tokenTtlMinutes, nowMs: vault.nowMs() })
    },
  })
