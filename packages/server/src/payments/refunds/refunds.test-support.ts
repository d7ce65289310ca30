/** What the tests of refunds share: the operations of payments over the sandbox acquirer, without anything in the background. */
import { rm, mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'vitest'
import { createTestDatabases } from '../../../test/support/index.ts'
import type { TestDatabases } from '../../../test/support/index.ts'
import { readConfig } from '../../config.ts'
import type { Authenticator, Credential, Merchant, MerchantSettings } from '../../http/credentials.ts'
import { ApiError } from '../../http/errors.ts'
import { newId } from '../../http/identifiers.ts'
import { registerOperation } from '../../http/operation.ts'
import { PERMISSIONS } from '../../http/permissions.ts'
import { createHttpServer } from '../../http/server.ts'
import { openKeys } from '../../key-files.ts'
import { createLogger } from '../../log.ts'
import { openServices } from '../../services.ts'
import { tokenOperations } from '../../vault/index.ts'
import type { Vault } from '../../vault/index.ts'
import { attemptWriter } from '../attempts/attempt-store.ts'
import { captureCharge } from '../charges/capture-charge.ts'
import { ChargeStore } from '../charges/charge-store.ts'
import { createCharge } from '../charges/create-charge.ts'
import { listCharges, readCharge } from '../charges/read-charge.ts'
import { ExpiryStore } from '../resolver/expiry-store.ts'
import type { PaymentServices } from '../services.ts'
import { ThreedsStore } from '../threeds/threeds-store.ts'
import { cancelRefund } from './cancel-refund.ts'
import { createRefund } from './create-refund.ts'
import { pressOnRefund } from './press-on-refund.ts'
import { listRefunds, readRefund } from './read-refund.ts'
import { RefundAttempts } from './refund-attempts.ts'
import { RefundStore } from './refund-store.ts'

/** Whatever JSON came; tests name the members they mean. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Json = any

export interface Answer {
  readonly status: number
  readonly body: Json
}

export interface BookRow {
  readonly kind: string
  readonly amount: number
  readonly code: string
  readonly reversed: boolean
  readonly reference: string
}

const MERCHANT: Merchant = {
  id: newId(),
  name: 'Shop',
  active: true,
  defaultCurrency: 'usd',
  settings: {
    authorization_ttl_days: 7,
    cvc_fail_declines: false,
    zip_fail_declines: false,
    line1_fail_declines: false,
    require_shopper_ip: false,
    refund_max_amount: null,
    currencies: ['usd'],
    features: {
      multi_pay: true,
      gift_cards: true,
      ach: true,
      apple_pay: true,
      google_pay: true,
      threeds: true,
      soft_descriptor: true,
      purchase_card: true,
    },
    brands: ['VISA', 'MC'],
    postal_code: 'optional',
  },
}

const VISA = { number: '4242424242424242', exp_month: '12', exp_year: '2030', cvv: '123' }

/** Amount of a charge of which every test amount can be refunded. */
export const LARGE = 95_000_000

export type RefundDesk = Awaited<ReturnType<typeof openRefundDesk>>

/** @param acquirerTimeoutMs short only where answers are lost: a busy machine may need more for those that are not */
export async function openRefundDesk(acquirerTimeoutMs = 10_000, inquiryBudgetMs = 100) {
  const databases: TestDatabases = await createTestDatabases()
  const dataDir = await mkdtemp(join(tmpdir(), 'refunds-'))
  const config = readConfig({
    DATABASE_URL: databases.url,
    TREFOIL_DATA_DIR: dataDir,
    TREFOIL_ACQUIRER_TIMEOUT_MS: String(acquirerTimeoutMs),
    TREFOIL_INQUIRY_BUDGET_MS: String(inquiryBudgetMs),
  })
  const stops: (() => unknown)[] = []
  const all = { ...databases, embedded: undefined }
  const { vault } = openServices(config, all, await openKeys(config), stops, createLogger('silent'))
  const database = databases.services
  const graceMs = 60_000
  // A test may put another vault or another rule in place of these.
  const services: { -readonly [Name in keyof PaymentServices]: PaymentServices[Name] } = {
    database,
    clock: databases.clock,
    vault: vault!,
    connector: 'sandbox',
    charges: new ChargeStore(database),
    refunds: new RefundStore(database),
    refundAttempts: new RefundAttempts(database, graceMs),
    expiries: new ExpiryStore(database),
    threeds: new ThreedsStore(database),
    checkoutOrigin: () => 'https://checkout.example',
    prepareAttempt: attemptWriter(database, graceMs),
    // Nobody goes on with anything but the tests themselves.
    noteUndecided: () => undefined,
    graceMs,
    livemode: false,
    checkWord: 'fail',
    partialRefundLimits: false,
  }
  const other: Merchant = { ...MERCHANT, id: newId() }
  let settings = MERCHANT.settings
  const app = createHttpServer({
    mode: 'sandbox',
    trustedProxies: [],
    checkoutOrigin: () => 'https://checkout.example',
    logger: createLogger('silent'),
  })
  const operations = [
    createCharge,
    readCharge,
    listCharges,
    captureCharge,
    createRefund,
    readRefund,
    listRefunds,
    cancelRefund,
  ]
  for (const one of [...operations.map(make => make(services)), ...tokenOperations(vault!)]) {
    registerOperation(app, one, authenticator(), { trustedProxies: [], refuseCardDataInText: true })
  }

  function authenticator(): Authenticator {
    const credential = (secret: string): Credential => ({
      kind: 'access_token',
      merchant: secret === other.id ? other : { ...MERCHANT, settings },
      installed: true,
      permissions: new Set(PERMISSIONS),
      allowedAddresses: [],
    })
    return {
      bearer: async secret => credential(secret),
      publicKey: async secret => ({ ...credential(secret), kind: 'public_key', keyId: newId() }),
      management: () => Promise.reject(new ApiError('unauthorized')),
    }
  }

  async function call(method: 'GET' | 'POST', url: string, body?: object, secret = MERCHANT.id): Promise<Answer> {
    const headers = { authorization: `Bearer ${secret}`, apikey: secret }
    const response = await app.inject({ method, url, headers, payload: body })
    return { status: response.statusCode, body: response.json<Json>() }
  }

  const desk = {
    databases,
    services,
    merchant: MERCHANT,
    /** Credential of another merchant. */
    otherMerchant: other.id,
    call,
    /** Settings of the merchant, until they are changed again. */
    settings(changes: Partial<MerchantSettings>): void {
      settings = { ...MERCHANT.settings, ...changes }
    },
    /** @returns a charge of 11.00, captured unless told otherwise */
    async charge(changes: object = {}, card: object = {}): Promise<Json> {
      const token = await call('POST', '/v1/tokens', { card: { ...VISA, ...card } })
      expect(token.status).toBe(200)
      const body = { amount: 1100, currency: 'usd', source: token.body.id, ...changes }
      const { status, body: charge } = await call('POST', '/v1/charges', body)
      expect([status, charge.error?.code]).toEqual([200, undefined])
      return charge
    },
    readCharge: async (id: string, query = ''): Promise<Json> => (await call('GET', `/v1/charges/${id}${query}`)).body,
    capture: (id: string, body: object = {}) => call('POST', `/v1/charges/${id}/capture`, body),
    refund: (charge: string, body: object = {}) => call('POST', '/v1/refunds', { charge, ...body }),
    cancel: (refund: string, body: object = {}) => call('POST', `/v1/refunds/${refund}/cancel`, body),
    readRefund: async (id: string): Promise<Json> => (await call('GET', `/v1/refunds/${id}`)).body,
    listRefunds: async (query: string): Promise<Json[]> => (await call('GET', `/v1/refunds${query}`)).body.data,
    pressOn: (attemptId: string) => pressOnRefund(services, MERCHANT.id, attemptId),
    /** For what the acquirer answers now: a busy machine may still need several tries. */
    async pressUntilDecided(attemptId: string): Promise<void> {
      for (let tries = 0; tries < 20; tries++) {
        if ((await pressOnRefund(services, MERCHANT.id, attemptId)) === 'decided') return
      }
      throw new Error('It is still not decided.')
    },
    /** What the acquirer has booked for a charge and for what was given back of it, but for the authorization. */
    async books(charge: string): Promise<BookRow[]> {
      const { rows } = await databases.acquirer.query<BookRow & Record<string, unknown>>(
        `select kind, amount_minor as amount, response_code as code, reversed, reference
         from acquirer.transaction t
         where original_reference = $1 or original_reference in
           (select reference from acquirer.transaction where original_reference = $1)
         order by created_at, id`,
        [charge],
      )
      return rows
    },
    /** What the acquirer's own books say was given back of a charge and still stands. */
    async givenBack(charge: string): Promise<number> {
      const rows = await desk.books(charge)
      const standing = rows.filter(({ kind, code, reversed }) => kind === 'refund' && code === '00' && !reversed)
      return standing.reduce((sum, { amount }) => sum + amount, 0)
    },
    /** Moves a charge and its refunds into the past, so that they have settled as far as the clock is asked. */
    async age(charge: string, days = 1): Promise<void> {
      const values = [charge, days]
      const past = (column: string) => `${column} = ${column} - $2 * interval '1 day'`
      await database.query(
        `update payments.charge set ${past('created_at')}, ${past('captured_at')} where id = $1`,
        values,
      )
      await database.query(`update payments.refund set ${past('created_at')} where charge_id = $1`, values)
    },
    /** Lets the vault's next message of a kind answer as told; the acquirer hears of none of it. */
    withVault(changes: Partial<Pick<Vault, 'refund' | 'void' | 'voidRefund'>>): () => void {
      services.vault = { ...vault!, ...changes }
      return () => void (services.vault = vault!)
    },
    async close(): Promise<void> {
      await app.close()
      for (const stop of stops.reverse()) await stop()
      await databases.close()
      await rm(dataDir, { recursive: true })
    },
  }
  return desk
}
