/** The parts of the vault, put together. */
import { isTestNumber } from '../acquirers/index.ts'
import type { Connector } from '../acquirers/index.ts'
import type { Database } from '../database/index.ts'
import type { CardRules } from './cards/card.ts'
import { Gateway } from './gateway/gateway.ts'
import { SendStore } from './gateway/send-store.ts'
import { DataKeyStore } from './keyring/data-key-store.ts'
import type { KeyProvider } from './keyring/key-provider.ts'
import { Keyring } from './keyring/keyring.ts'
import { issueToken } from './tokens/issue-token.ts'
import type { IssuedToken, TokenRequest } from './tokens/issue-token.ts'
import { TokenStore } from './tokens/token-store.ts'
import { isForgotten } from './tokens/token.ts'
import type { Token } from './tokens/token.ts'

export interface VaultOptions {
  /** Opened under the vault's own role. */
  readonly database: Database
  /** Database time. */
  readonly clock: { nowMs(): number }
  readonly keyProvider: KeyProvider
  /** Acquirer connections by name. */
  readonly connectors: ReadonlyMap<string, Connector>
  readonly mode: 'sandbox' | 'live'
  readonly tokenTtlMinutes: number
  readonly cvvTtlMinutes: number
  readonly inquiryBudgetMs: number
  readonly extraTestCards: readonly string[]
  readonly refuseCardDataInText: boolean
  readonly log: { error(details: object, message: string): void }
}

/** What the other services ask of the vault: nothing here answers with a card. */
export interface Vault extends Pick<
  Gateway,
  'authorize' | 'capture' | 'void' | 'reverse' | 'inquire' | 'capabilities'
> {
  readonly mode: 'sandbox' | 'live'
  readonly tokenTtlMinutes: number
  /** What decides about a card of a merchant who accepts these brands, now (contract TOK-8). */
  cardRules(acceptedBrands: readonly string[]): CardRules
  /** Stores a card; the token is durable when this returns. */
  createToken(request: TokenRequest): Promise<IssuedToken>
  /** @returns undefined when nothing is known of it, or no longer (contract TOK-34) */
  readToken(merchantId: string, tokenId: string): Promise<Token | undefined>
  knowsToken(merchantId: string, tokenId: string): Promise<boolean>
  /** Database time, Unix milliseconds. */
  nowMs(): number
  /** Deletes verification codes past their time; also runs by itself (PCI-03). */
  sweep(): Promise<void>
  close(): void
}

const SWEEP_MS = 30_000

export function createVault(options: VaultOptions): Vault {
  const { database, clock, mode, tokenTtlMinutes, cvvTtlMinutes, log } = options
  const tokens = new TokenStore(database)
  const keyring = new Keyring({ store: new DataKeyStore(database), provider: options.keyProvider, clock })
  const gateway = new Gateway({ ...options, store: new SendStore(database, options), keyring })
  const issuing = { store: tokens, keyring, mode }
  const extraTestCards = new Set(options.extraTestCards)
  const isTest = (digits: string) => isTestNumber(digits, extraTestCards)

  async function readToken(merchantId: string, tokenId: string): Promise<Token | undefined> {
    const token = await tokens.read(merchantId, tokenId)
    return token && !isForgotten(token, tokenTtlMinutes, clock.nowMs()) ? token : undefined
  }

  async function sweep(): Promise<void> {
    try {
      await tokens.deleteOldVerificationCodes(cvvTtlMinutes)
    } catch (error) {
      // They are refused by age anyway; the next sweep deletes them.
      log.error({ err: error }, 'verification codes past their time could not be deleted')
    }
  }
  const sweeping = setInterval(() => void sweep(), SWEEP_MS).unref()

  return {
    mode,
    tokenTtlMinutes,
    capabilities: connector => gateway.capabilities(connector),
    authorize: request => gateway.authorize(request),
    capture: request => gateway.capture(request),
    void: request => gateway.void(request),
    reverse: request => gateway.reverse(request),
    inquire: request => gateway.inquire(request),
    cardRules: acceptedBrands => ({
      mode,
      acceptedBrands,
      isTestNumber: isTest,
      rejectCardDataInText: options.refuseCardDataInText,
      nowMs: clock.nowMs(),
    }),
    createToken: request => issueToken(issuing, request),
    readToken,
    knowsToken: async (merchantId, tokenId) => (await readToken(merchantId, tokenId)) !== undefined,
    nowMs: () => clock.nowMs(),
    sweep,
    close: () => clearInterval(sweeping),
  }
}
