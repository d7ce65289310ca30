/** The parts of the vault, put together. */
import { isTestNumber } from '../acquirers/index.ts'
import type { Connector } from '../acquirers/index.ts'
import type { Database } from '../database/index.ts'
import { CardKeyStore } from './card-keys/card-key-store.ts'
import { CardKeys } from './card-keys/card-keys.ts'
import type { CardRules } from './cards/card.ts'
import { SessionStore } from './elements/session-store.ts'
import { issueExternalToken } from './external-tokens/issue-external-token.ts'
import type { ExternalTokenRequest } from './external-tokens/issue-external-token.ts'
import { findCredentialWarning } from './gateway/credential-warning.ts'
import { Gateway } from './gateway/gateway.ts'
import { SendStore } from './gateway/send-store.ts'
import { DataKeyStore } from './keyring/data-key-store.ts'
import type { KeyProvider } from './keyring/key-provider.ts'
import { Keyring } from './keyring/keyring.ts'
import { issueToken } from './tokens/issue-token.ts'
import type { IssuedToken, TokenRequest } from './tokens/issue-token.ts'
import { TokenStore } from './tokens/token-store.ts'
import { GiftCardStore } from './gift-cards/gift-card-store.ts'
import type { GiftCardToken } from './gift-cards/gift-card.ts'
import { issueGiftCard } from './gift-cards/issue-gift-card.ts'
import type { GiftCardRequest } from './gift-cards/issue-gift-card.ts'
import { MEMORY_MS, MINUTE_MS, isForgotten } from './tokens/token.ts'
import type { Token } from './tokens/token.ts'

export interface VaultLog {
  info(details: object, message: string): void
  error(details: object, message: string): void
}

export interface VaultOptions {
  /** Opened under the vault's own role. */
  readonly database: Database
  /** Database time. */
  readonly clock: { nowMs(merchantId?: string): number }
  readonly keyProvider: KeyProvider
  /** Acquirer connections by name. */
  readonly connectors: ReadonlyMap<string, Connector>
  readonly mode: 'sandbox' | 'live'
  readonly tokenTtlMinutes: number
  readonly cvvTtlMinutes: number
  readonly inquiryBudgetMs: number
  readonly extraTestCards: readonly string[]
  readonly refuseCardDataInText: boolean
  readonly log: VaultLog
}

/** What the other services ask of the vault: nothing here answers with a card. */
export interface Vault extends Pick<
  Gateway,
  | 'authenticate'
  | 'authorize'
  | 'capture'
  | 'refund'
  | 'void'
  | 'voidRefund'
  | 'reverse'
  | 'inquire'
  | 'withdraw'
  | 'capabilities'
> {
  readonly mode: 'sandbox' | 'live'
  readonly tokenTtlMinutes: number
  /** What decides about a card of a merchant who accepts these brands, now (contract TOK-8). */
  cardRules(merchantId: string, acceptedBrands: readonly string[]): CardRules
  /** Stores a card; the token is durable when this returns. */
  createToken(request: TokenRequest): Promise<IssuedToken>
  /** @returns undefined when nothing is known of it, or no longer (contract TOK-34) */
  readToken(merchantId: string, tokenId: string): Promise<Token | undefined>
  /** @returns undefined when it is unknown, or the token is that of a card */
  readGiftCardToken(merchantId: string, tokenId: string): Promise<GiftCardToken | undefined>
  knowsToken(merchantId: string, tokenId: string): Promise<boolean>
  /** Database time, by the clock of a merchant when one is named; Unix milliseconds. */
  nowMs(merchantId?: string): number
  /** Deletes what is past its time, and makes the card keys whose day has come; also runs by itself (PCI-03). */
  sweep(): Promise<void>
  close(): void
}

/** What the operations of service `token` need besides; no other room is given it. */
export interface TokenService extends Vault {
  readonly cardKeys: CardKeys
  readonly sessions: SessionStore
  readonly log: VaultLog
  /** Whether some acquirer connection can send tokens of that type (contract TOK-28). */
  takesExternalTokens(type: string): boolean
  /** Stores another provider's token; ours is durable when this returns. */
  createExternalToken(request: ExternalTokenRequest): Promise<IssuedToken>
  /** Stores a gift card; the token is durable when this returns. */
  createGiftCardToken(request: GiftCardRequest): Promise<IssuedToken>
}

const SWEEP_MS = 30_000

export function createVault(options: VaultOptions): TokenService {
  const { database, clock, mode, tokenTtlMinutes, cvvTtlMinutes, log } = options
  const tokens = new TokenStore(database)
  const keyring = new Keyring({ store: new DataKeyStore(database), provider: options.keyProvider, clock })
  const cardKeys = new CardKeys({ store: new CardKeyStore(database), provider: options.keyProvider, clock })
  const sessions = new SessionStore(database)
  const giftCards = new GiftCardStore(database)
  const isGiftCard = async (merchantId: string, tokenId: string) =>
    (await readGiftCardToken(merchantId, tokenId)) !== undefined
  const gateway = new Gateway({
    ...options,
    store: new SendStore(database, options),
    keyring,
    isGiftCard,
    findCredentialWarning: (merchantId, tokenId) => findCredentialWarning(database, merchantId, tokenId),
  })
  const issuing = { store: tokens, keyring, mode }
  const extraTestCards = new Set(options.extraTestCards)
  const isTest = (digits: string) => isTestNumber(digits, extraTestCards)

  async function readToken(merchantId: string, tokenId: string): Promise<Token | undefined> {
    const token = await tokens.read(merchantId, tokenId)
    return token && !isForgotten(token, tokenTtlMinutes, clock.nowMs(merchantId)) ? token : undefined
  }

  async function readGiftCardToken(merchantId: string, tokenId: string): Promise<GiftCardToken | undefined> {
    const token = await giftCards.read(merchantId, tokenId)
    const isKnown = token && clock.nowMs(merchantId) < token.createdMs + tokenTtlMinutes * MINUTE_MS + MEMORY_MS
    return isKnown ? token : undefined
  }

  // What is past its time is refused by age anyway; what one sweep leaves, the next one deletes.
  async function sweep(): Promise<void> {
    const failed = (message: string) => (error: unknown) => log.error({ err: error }, message)
    await tokens
      .deleteOldVerificationCodes(cvvTtlMinutes)
      .catch(failed('verification codes past their time could not be deleted'))
    await sessions.deleteExpired().catch(failed('sessions of hosted fields past their time could not be deleted'))
    await cardKeys.tend().catch(failed('the card keys could not be renewed'))
  }
  const sweeping = setInterval(() => void sweep(), SWEEP_MS).unref()

  return {
    mode,
    tokenTtlMinutes,
    capabilities: connector => gateway.capabilities(connector),
    authenticate: request => gateway.authenticate(request),
    authorize: request => gateway.authorize(request),
    capture: request => gateway.capture(request),
    refund: request => gateway.refund(request),
    void: request => gateway.void(request),
    voidRefund: request => gateway.voidRefund(request),
    reverse: request => gateway.reverse(request),
    inquire: request => gateway.inquire(request),
    withdraw: (merchantId, attemptId) => gateway.withdraw(merchantId, attemptId),
    cardRules: (merchantId, acceptedBrands) => ({
      mode,
      acceptedBrands,
      isTestNumber: isTest,
      rejectCardDataInText: options.refuseCardDataInText,
      nowMs: clock.nowMs(merchantId),
    }),
    createToken: request => issueToken(issuing, request),
    cardKeys,
    sessions,
    log,
    takesExternalTokens: type =>
      [...options.connectors.values()].some(({ capabilities }) => capabilities.externalTokenTypes.includes(type)),
    createExternalToken: request => issueExternalToken(issuing, request),
    createGiftCardToken: request => issueGiftCard({ giftCards, keyring, mode }, request),
    readToken,
    readGiftCardToken,
    knowsToken: async (merchantId, tokenId) =>
      (await readToken(merchantId, tokenId)) !== undefined || (await isGiftCard(merchantId, tokenId)),
    nowMs: merchantId => clock.nowMs(merchantId),
    sweep,
    close: () => clearInterval(sweeping),
  }
}
