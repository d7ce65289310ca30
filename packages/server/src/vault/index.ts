/** The vault: cards go in, and are sent to acquirers; none ever comes out. All that other rooms may import. */
import type { FastifyInstance } from 'fastify'
import type { Operation } from '../http/operation.ts'
import { cardKeysRoute } from './card-keys/card-keys-route.ts'
import { createSession } from './elements/create-session.ts'
import { pageReport } from './elements/page-report.ts'
import type { OriginRules } from './elements/session.ts'
import { createToken } from './tokens/create-token.ts'
import { readToken } from './tokens/read-token.ts'
import type { TokenService, Vault } from './vault.ts'

export { BRANDS, DEFAULT_BRANDS } from './cards/brand.ts'
export type { Brand } from './cards/brand.ts'
export type {
  Approved,
  AuthenticationAnswer,
  AuthenticationProof,
  Declined,
  InquiryOutcome,
  Outcome,
} from '../acquirers/index.ts'
export type {
  Authentication,
  AuthenticationResult,
  Authorization,
  AuthorizationResult,
  Capture,
  CredentialWarning,
  Inquiry,
  Refund,
  Refused,
  Reversal,
  Void,
} from './gateway/send.ts'
export { SealBrokenError } from './keyring/aead.ts'
export { KeyFileError, assertKeyApartFromDatabase, openFileKeyProvider } from './keyring/file-key-provider.ts'
export type { KeyProvider } from './keyring/key-provider.ts'
export { WrongKeyProviderError } from './keyring/keyring.ts'
export type { Token } from './tokens/token.ts'
export { createVault } from './vault.ts'
export type { TokenService, Vault, VaultOptions } from './vault.ts'

/** Operations of service `token`. */
export const tokenOperations = (vault: TokenService): Operation[] => [createToken(vault)]

/** Operations of service `token` that only the hosted fields call (contract 5.9). */
export const elementsOperations = (
  vault: TokenService,
  matchesOrigin: OriginRules['matchesOrigin'],
): readonly Operation[] => [createSession(vault, matchesOrigin), pageReport(vault)]

/** Serves the public halves of the vault's card keys (contract 5.4). */
export function publishCardKeys(app: FastifyInstance, { cardKeys }: TokenService): void {
  cardKeysRoute(app, cardKeys)
}

/** The operation on tokens that service `ecommerce` serves; it shows no card number. */
export const tokenReadOperations = (vault: Vault): Operation[] => [readToken(vault)]
