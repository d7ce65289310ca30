/** Developers, apps, merchants, keys and permissions: the platform's face to the rest of the server. */
import type { FastifyInstance } from 'fastify'
import type { Database } from '../database/index.ts'
import { ApiError } from '../http/errors.ts'
import type { Operation } from '../http/operation.ts'
import type { Permission } from '../http/permissions.ts'
import { updateApp } from './apps/app-store.ts'
import { createApp } from './apps/create-app.ts'
import { installApp, uninstallApp } from './apps/install-app.ts'
import { changeCredentials } from './context.ts'
import type { Mode, PlatformContext } from './context.ts'
import { createAuthenticator as createAuthenticatorOf } from './credentials/authenticator.ts'
import type { AuthenticatorOptions, PlatformAuthenticator } from './credentials/authenticator.ts'
import { createKey } from './keys/create-key.ts'
import { deactivateKey } from './keys/deactivate-key.ts'
import { createEmbeddings } from './keys/embedding.ts'
import type { Embedding } from './keys/embedding.ts'
import { getPakmsKey } from './keys/get-pakms-key.ts'
import { deactivateKey as deactivate } from './keys/key-activity.ts'
import { issuePair } from './keys/key-pairs.ts'
import type { IssuedPair } from './keys/key-pairs.ts'
import { listMerchantKeys } from './keys/list-keys.ts'
import { reactivateKey } from './keys/reactivate-key.ts'
import { rotateKey } from './keys/rotate-key.ts'
import { updateKey } from './keys/update-key.ts'
import { insertManagementToken } from './management/management-token-store.ts'
import type { NewManagementToken } from './management/management-token-store.ts'
import { createMerchant } from './merchants/create-merchant.ts'
import { insertEmployee } from './merchants/employee-store.ts'
import type { NewEmployee } from './merchants/employee-store.ts'
import { getGateway } from './merchants/get-gateway.ts'
import { getMerchant } from './merchants/get-merchant.ts'
import { findMerchant, insertMerchant } from './merchants/merchant-store.ts'
import type { PlatformMerchant } from './merchants/merchant.ts'
import { paymentConfigsRoute } from './merchants/payment-configs.ts'
import { initialSettings } from './merchants/settings.ts'
import { changeMerchant, putMerchant } from './merchants/update-merchant.ts'
import { findAccessToken, oauthRoutes } from './oauth/index.ts'
import type { OauthContext } from './oauth/index.ts'
import { provisionSandbox } from './sandbox/provision.ts'
import type { SandboxOptions, TokenLifetimes } from './sandbox/provision.ts'
import type { SandboxFacts } from './sandbox/sandbox-facts.ts'
import type { IntegrationType } from './tables.ts'

export type { Mode } from './context.ts'
export type { KeyCredential, PlatformAuthenticator } from './credentials/authenticator.ts'
export { SecretFileError, loadOrCreateSecretFile } from './credentials/secret-file.ts'
export type { Embedding } from './keys/embedding.ts'
export { embedId } from './keys/key.ts'
export { matchesOrigin } from './keys/origin.ts'
export type { PlatformMerchant } from './merchants/merchant.ts'
export type { PlatformSettings } from './merchants/settings.ts'
export type { SandboxFacts, SandboxUrls } from './sandbox/sandbox-facts.ts'

export interface PlatformOptions extends TokenLifetimes {
  readonly database: Database
  /** 32 bytes; see `loadOrCreateSecretFile`. */
  readonly credentialKey: Buffer
  readonly mode: Mode
}

/** What OAuth needs to know of the deployment. */
export type OauthSettings = Omit<OauthContext, keyof PlatformContext | keyof TokenLifetimes>

interface InstallationName {
  readonly merchantId: string
  readonly appId: string
}

export interface Platform {
  readonly authenticator: PlatformAuthenticator
  readonly operations: readonly Operation[]
  /** Registers the authorize pages and the token endpoints (contract 3.2, 3.3). */
  registerOauth(app: FastifyInstance, settings: OauthSettings): Promise<void>
  /** Registers what of merchants may be read without a credential (contract 6.10). */
  registerPublicReads(app: FastifyInstance): void
  /** Makes or completes what a sandbox starts with, and writes it to a file. */
  provisionSandbox(options: SandboxOptions): Promise<SandboxFacts>

  findMerchant(merchantId: string): Promise<PlatformMerchant | undefined>
  /** @param defaultCurrency ISO 4217, lower case */
  createMerchant(merchant: { readonly name: string; readonly defaultCurrency: string }): Promise<PlatformMerchant>
  /** Suspends a merchant or lets it act again, within 1 s everywhere (contract OAUTH-19). */
  setMerchantActive(merchantId: string, active: boolean): Promise<void>
  /** @returns the employee's id */
  createEmployee(employee: NewEmployee): Promise<string>

  /** Records a consent outside the authorize page. */
  installApp(installation: InstallationName & { readonly permissions: readonly Permission[] }): Promise<void>
  /** @returns false when it was not installed */
  uninstallApp(installation: InstallationName): Promise<boolean>
  /** What is taken away ends within 1 s; what is added needs a new consent and a new token (contract PRM-3). */
  changeAppPermissions(appId: string, permissions: readonly Permission[]): Promise<void>

  /** @throws ApiError `invalid_request` when the merchant has a current pair */
  createKeyPair(pair: { readonly merchantId: string; readonly integrationType: IntegrationType }): Promise<IssuedPair>
  /**
   * Which pages may show the hosted fields of a key; undefined for an unknown id. A change is in force within 1 s.
   * @param embedId contract of the elements, SEC-4
   */
  embedding(embedId: string): Promise<Embedding | undefined>
  /** For misuse found by the server itself (contract 3.6, `deactivatedBy`). */
  deactivateKeyForMisuse(key: { readonly merchantId: string; readonly keyId: string }, reason: string): Promise<void>

  /** @returns the token, which is stored as a hash only */
  createManagementToken(token: NewManagementToken): Promise<string>
}

export function createPlatform(options: PlatformOptions): Platform {
  const { database, credentialKey, mode } = options
  const authenticator = createAuthenticator({ database, credentialKey, mode })
  const embeddings = createEmbeddings(database)
  const forgetCredentials = () => {
    authenticator.forget()
    embeddings.forget()
  }
  const context: PlatformContext = { database, credentialKey, mode, forgetCredentials }
  return {
    authenticator,
    operations: platformOperations(context),
    registerOauth: (app, settings) => oauthRoutes(app, { ...options, ...context, ...settings }),
    registerPublicReads: app => paymentConfigsRoute(app, context),
    provisionSandbox: sandbox => provisionSandbox(context, options, sandbox),

    findMerchant: merchantId => findMerchant(database, mode, merchantId),
    createMerchant: merchant => insertMerchant(database, mode, { ...merchant, settings: initialSettings() }),
    async setMerchantActive(merchantId, active) {
      await changeMerchant(context, merchantId, { active })
    },
    createEmployee: employee => insertEmployee(database, employee),

    installApp: installation => changeCredentials(context, transaction => installApp(transaction, installation)),
    uninstallApp: installation => changeCredentials(context, transaction => uninstallApp(transaction, installation)),
    async changeAppPermissions(appId, permissions) {
      const changed = await changeCredentials(context, transaction => updateApp(transaction, appId, { permissions }))
      if (!changed) throw new ApiError('resource_missing')
    },

    createKeyPair: pair => issuePair(context, pair),
    embedding: id => embeddings.find(id),
    async deactivateKeyForMisuse(key, reason) {
      await deactivate(context, key, 'system', reason)
    },

    createManagementToken: token => insertManagementToken(database, credentialKey, token),
  }
}

/** Only the credentials, for a process that serves none of the platform's operations. */
export function createAuthenticator(
  options: Pick<AuthenticatorOptions, 'database' | 'credentialKey' | 'mode' | 'monotonicMs'>,
): PlatformAuthenticator {
  return createAuthenticatorOf({ ...options, findAccessToken })
}

function platformOperations(context: PlatformContext): readonly Operation[] {
  return [
    createMerchant(context),
    getMerchant(context),
    getGateway(),
    putMerchant(context),
    createApp(context),
    createKey(context),
    listMerchantKeys(context),
    updateKey(context),
    rotateKey(context),
    deactivateKey(context),
    reactivateKey(context),
    ...getPakmsKey(context),
  ]
}
