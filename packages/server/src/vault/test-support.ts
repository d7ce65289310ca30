/** What the tests of the vault share: a vault on a database of its own, with an acquirer that does as it is told. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createTestDatabases } from '../../test/support/index.ts'
import type { TestDatabases } from '../../test/support/index.ts'
import type {
  Approved,
  AuthenticateRequest,
  AuthenticationAnswer,
  AuthorizeRequest,
  Capabilities,
  Connector,
  Declined,
  InquiryOutcome,
  Outcome,
} from '../acquirers/index.ts'
import { newId } from '../http/identifiers.ts'
import { readCard } from './cards/card.ts'
import { DEFAULT_BRANDS } from './cards/brand.ts'
import { openFileKeyProvider } from './keyring/file-key-provider.ts'
import { createVault } from './vault.ts'
import type { TokenService, Vault, VaultOptions } from './vault.ts'

const checks = { cvc: null, addressLine1: null, addressZip: null }
export const APPROVED: Approved = {
  kind: 'approved',
  networkCode: '00',
  authCode: 'OK1234',
  refNum: '632600500001',
  text: 'APPROVAL',
  checks,
}
export const DECLINED: Declined = {
  kind: 'declined',
  networkCode: '05',
  declineCode: 'do_not_honor',
  adviceCode: 'use_other_card',
  message: 'The card was declined.',
  text: 'DECLINE',
  checks,
}
export const UNKNOWN: Outcome = { kind: 'unknown', reason: 'timeout' }
export const NOT_SENT: Outcome = { kind: 'not_sent' }

type Answer<T> = T | Error | (() => Promise<T>)

/** Answers what was laid down for it, in order, then the last one again; remembers every message. */
export class ScriptedConnector implements Connector {
  readonly name = 'scripted'
  readonly capabilities = { softDescriptor: true } as Capabilities
  readonly authorizations: AuthorizeRequest[] = []
  readonly authentications: AuthenticateRequest[] = []
  readonly followUps: object[] = []
  readonly inquiries: object[] = []
  answers: Answer<Outcome>[] = [APPROVED]
  authenticationAnswers: Answer<AuthenticationAnswer>[] = [{ result: 'AUTHENTICATION_FAILED' }]
  inquiryAnswers: Answer<InquiryOutcome>[] = [{ kind: 'not_found' }]

  authorize(request: AuthorizeRequest): Promise<Outcome> {
    this.authorizations.push(request)
    return next(this.answers)
  }

  authenticate(request: AuthenticateRequest): Promise<AuthenticationAnswer> {
    this.authentications.push(request)
    return next(this.authenticationAnswers)
  }

  capture(request: object): Promise<Outcome> {
    this.followUps.push(request)
    return next(this.answers)
  }

  readonly verify = this.capture
  readonly void = this.capture
  readonly refund = this.capture
  readonly reverse = this.capture

  inquire(request: object): Promise<InquiryOutcome> {
    this.inquiries.push(request)
    return next(this.inquiryAnswers)
  }

  onLateAnswer(): void {}
  async close(): Promise<void> {}
}

async function next<T>(answers: Answer<T>[]): Promise<T> {
  const answer = answers.length > 1 ? answers.shift()! : answers[0]!
  if (answer instanceof Error) throw answer
  return typeof answer === 'function' ? (answer as () => Promise<T>)() : answer
}

export interface VaultUnderTest {
  readonly databases: TestDatabases
  readonly vault: TokenService
  readonly connector: ScriptedConnector
  readonly logged: object[]
  /** A second process on the same database. */
  another(options?: Partial<VaultOptions>): TokenService
  close(): Promise<void>
}

export async function openTestVault(options: Partial<VaultOptions> = {}): Promise<VaultUnderTest> {
  const databases = await createTestDatabases()
  const directory = await mkdtemp(join(tmpdir(), 'vault-'))
  const keyProvider = await openFileKeyProvider(join(directory, 'vault.key'), { create: true })
  const connector = new ScriptedConnector()
  const logged: object[] = []
  const opened: TokenService[] = []
  const another = (changes: Partial<VaultOptions> = {}) => {
    const vault = createVault({
      database: databases.vault,
      clock: databases.clock,
      keyProvider,
      connectors: new Map([[connector.name, connector]]),
      mode: 'sandbox',
      tokenTtlMinutes: 60,
      cvvTtlMinutes: 15,
      inquiryBudgetMs: 20,
      extraTestCards: [],
      refuseCardDataInText: true,
      log: { info: details => logged.push(details), error: details => logged.push(details) },
      ...options,
      ...changes,
    })
    opened.push(vault)
    return vault
  }
  return {
    databases,
    vault: another(),
    connector,
    logged,
    another,
    async close() {
      for (const vault of opened) vault.close()
      await rm(directory, { recursive: true })
      await databases.close()
    },
  }
}

export const TEST_CARD = { number: '4242424242424242', exp_month: '12', exp_year: '2030', cvv: '123' }

/** Stores a card for a merchant. @returns the token's id */
export async function storeCard(
  vault: Vault,
  merchantId = newId(),
  { isMultipay = false, ...fields }: { isMultipay?: boolean } & Record<string, unknown> = {},
): Promise<{ merchantId: string; tokenId: string; createdMs: number }> {
  const card = readCard({ ...TEST_CARD, ...fields }, vault.cardRules(merchantId, DEFAULT_BRANDS))
  const { id, createdMs } = await vault.createToken({
    merchantId,
    publicKeyId: newId(),
    appId: undefined,
    card,
    isMultipay,
  })
  return { merchantId, tokenId: id, createdMs }
}
