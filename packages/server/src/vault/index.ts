/** The vault: cards go in, and are sent to acquirers; none ever comes out. All that other rooms may import. */
import type { Operation } from '../http/operation.ts'
import { createToken } from './tokens/create-token.ts'
import { readToken } from './tokens/read-token.ts'
import type { Vault } from './vault.ts'

export { BRANDS, DEFAULT_BRANDS } from './cards/brand.ts'
export type { Brand } from './cards/brand.ts'
export type { Approved, Declined, InquiryOutcome, Outcome } from '../acquirers/index.ts'
export type { Authorization, AuthorizationResult, Capture, Inquiry, Refused, Reversal, Void } from './gateway/send.ts'
export { SealBrokenError } from './keyring/aead.ts'
export { KeyFileError, assertKeyApartFromDatabase, openFileKeyProvider } from './keyring/file-key-provider.ts'
export type { KeyProvider } from './keyring/key-provider.ts'
export { WrongKeyProviderError } from './keyring/keyring.ts'
export type { Token } from './tokens/token.ts'
export { createVault } from './vault.ts'
export type { Vault, VaultOptions } from './vault.ts'

/** Operations of service `token`. */
export const tokenOperations = (vault: Vault): Operation[] => [createToken(vault)]

/** The operation on tokens that service `ecommerce` serves; it shows no card number. */
export const tokenReadOperations = (vault: Vault): Operation[] => [readToken(vault)]
