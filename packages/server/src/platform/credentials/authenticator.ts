/**
 * Finds credentials (contract ERR-7, OAUTH-18, OAUTH-19, KEY-1 to KEY-9, PRM-1 to PRM-3).
 *
 * Every process asks the database itself, and remembers an answer for 400 ms at most: whatever one process revokes is
 * revoked in all within a second, with no message between them that could be lost.
 */
import { Batch } from '../../database/index.ts'
import type { Database, Queryable } from '../../database/index.ts'
import type { Authenticator, Credential, ManagementCredential, Merchant } from '../../http/credentials.ts'
import { ApiError } from '../../http/errors.ts'
import type { Permission } from '../../http/permissions.ts'
import type { Mode } from '../context.ts'
import { keyFault, privateKeyPermissions } from '../keys/key.ts'
import { findManagementToken } from '../management/management-token-store.ts'
import { resolveSettings } from '../merchants/settings.ts'
import type { IntegrationType } from '../tables.ts'
import { readInstallation, readPrivateKey, readPublicKeys } from './credential-reads.ts'
import type { KeyRow, MerchantRow } from './credential-reads.ts'
import { FreshCache } from './fresh-cache.ts'
import { hashSecret } from './secret-hash.ts'
import type { SecretHash } from './secret-hash.ts'

/** A credential of either half of an API key. */
export interface KeyCredential extends Credential {
  readonly keyId: string
  /** Absent for an app's key. */
  readonly integrationType?: IntegrationType
  /** Of the pages that may show the hosted fields (contract TOK-39); see `matchesOrigin`. */
  readonly allowedOrigins: readonly string[]
}

export interface PlatformAuthenticator extends Authenticator {
  /** @throws ApiError `unauthorized`, `api_key_inactive`, `api_key_expired` */
  publicKey(key: string): Promise<KeyCredential>
  /** This process reads every credential anew from now on. */
  forget(): void
}

/** What OAuth knows of an access token that is neither unknown nor revoked. */
export interface FoundAccessToken {
  readonly merchantId: string
  readonly appId: string
  /** Agreed to when the token was issued. */
  readonly permissions: readonly Permission[]
  readonly expired: boolean
}

export interface AuthenticatorOptions {
  readonly database: Database
  /** Not needed by a process that only looks up public keys. */
  readonly credentialKey: Buffer
  readonly mode: Mode
  readonly findAccessToken: (database: Queryable, hash: SecretHash) => Promise<FoundAccessToken | undefined>
  readonly monotonicMs?: () => number
}

/** Leaves the reading itself more than half of the second that a revocation may take. */
const MAX_AGE_MS = 400
const MAX_ENTRIES = 50_000

const PUBLIC_KEY = /^[0-9a-f]{32}$/
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/
const ACCESS_TOKEN = /^trf_at_[A-Za-z0-9_-]{43}$/
const MANAGEMENT_TOKEN = /^trf_mt_[A-Za-z0-9_-]{43}$/

const NO_PERMISSION: ReadonlySet<Permission> = new Set()

export function createAuthenticator(options: AuthenticatorOptions): PlatformAuthenticator {
  const { database, credentialKey, mode, findAccessToken, monotonicMs } = options
  const caching = { maxAgeMs: MAX_AGE_MS, maxEntries: MAX_ENTRIES, isAnswer: isKnownCredential, monotonicMs }

  // A thousand merchants whose answers age at the same time are read with one statement.
  const publicKeyReads = new Batch<string, KeyRow | undefined>({
    maxItems: 500,
    inFlight: 2,
    async run(keys) {
      const found = new Map((await readPublicKeys(database, keys)).map(row => [row.public_key, row]))
      return keys.map(key => found.get(key))
    },
  })

  const publicKeys = new FreshCache<KeyCredential>({
    ...caching,
    async read(key) {
      return { ...toKeyCredential(await publicKeyReads.add(key), mode), kind: 'public_key', permissions: NO_PERMISSION }
    },
  })

  const bearers = new FreshCache<Credential>({
    ...caching,
    async read(cacheKey) {
      const hash = Buffer.from(cacheKey.slice(1), 'hex')
      // A v1 access token looks like a private key.
      const key = cacheKey.startsWith('u') ? await readPrivateKey(database, hash) : undefined
      return key ? toKeyCredential(key, mode) : accessToken(hash)
    },
  })

  const managementTokens = new FreshCache<ManagementCredential>({
    ...caching,
    async read(cacheKey) {
      const credential = await findManagementToken(database, Buffer.from(cacheKey, 'hex'))
      if (!credential) throw new ApiError('unauthorized')
      return credential
    },
  })

  async function accessToken(hash: SecretHash): Promise<Credential> {
    const token = await findAccessToken(database, hash)
    if (!token) throw new ApiError('unauthorized')
    if (token.expired) throw new ApiError('access_token_expired')
    const installation = await readInstallation(database, token.merchantId, token.appId)
    if (!installation) throw new ApiError('unauthorized')
    const { installed, agreed, asked } = installation
    return {
      kind: 'access_token',
      merchant: toMerchant(installation, mode),
      installed,
      appId: token.appId,
      // Of what the token carries, what neither a later consent nor the app itself has given up (contract PRM-3).
      permissions: new Set(token.permissions.filter(name => agreed.includes(name) && asked.includes(name))),
      allowedAddresses: [],
    }
  }

  // Secrets are hashed before anything is looked up with them, so none is kept in memory. The first letter tells those
  // that may be a private key.
  const bearerKey = (secret: string): string | undefined => {
    if (ACCESS_TOKEN.test(secret)) return 'a' + hashSecret(credentialKey, secret).toString('hex')
    return UUID.test(secret) ? 'u' + hashSecret(credentialKey, secret).toString('hex') : undefined
  }

  return {
    publicKey: key => (PUBLIC_KEY.test(key) ? publicKeys.get(key) : unauthorized()),
    bearer(secret) {
      const key = bearerKey(secret)
      return key === undefined ? unauthorized() : bearers.get(key)
    },
    management: token =>
      MANAGEMENT_TOKEN.test(token)
        ? managementTokens.get(hashSecret(credentialKey, token).toString('hex'))
        : unauthorized(),
    forget() {
      publicKeys.forget()
      bearers.forget()
      managementTokens.forget()
    },
  }
}

/** What does not exist is not remembered: anybody can make up credentials, and they would push out the good ones. */
function isKnownCredential(error: unknown): boolean {
  return error instanceof ApiError && error.code !== 'unauthorized'
}

function unauthorized(): Promise<never> {
  return Promise.reject(new ApiError('unauthorized'))
}

/** As a private key; @throws ApiError `unauthorized`, `api_key_inactive`, `api_key_expired` */
function toKeyCredential(row: KeyRow | undefined, mode: Mode): KeyCredential {
  if (!row) throw new ApiError('unauthorized')
  const fault = keyFault(row.active, row.expired)
  if (fault) throw new ApiError(fault)
  return {
    kind: 'private_key',
    merchant: toMerchant(row, mode),
    installed: row.installed,
    appId: row.app_id ?? undefined,
    keyId: row.id,
    integrationType: row.integration_type ?? undefined,
    permissions: row.integration_type ? privateKeyPermissions(row.integration_type) : NO_PERMISSION,
    allowedAddresses: row.allowed_addresses,
    allowedOrigins: row.allowed_origins,
    multipay: row.multipay,
  }
}

function toMerchant(row: MerchantRow, mode: Mode): Merchant {
  return {
    id: row.merchant_id,
    name: row.merchant_name,
    active: row.merchant_active,
    defaultCurrency: row.default_currency,
    settings: resolveSettings(row.settings, row.default_currency, mode),
  }
}
