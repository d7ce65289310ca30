/**
 * A sandbox that can be used at once: on the first start a developer, app, merchant, employee and every credential; on
 * later ones the same, as long as it works. Secrets are stored as hashes only, so what was lost is made anew.
 */
import type { Transaction } from '../../database/index.ts'
import { PERMISSIONS } from '../../http/permissions.ts'
import { newUuid } from '../../http/identifiers.ts'
import { findApp, insertApp, insertDeveloper, updateApp } from '../apps/app-store.ts'
import { installApp } from '../apps/install-app.ts'
import { findInstallation } from '../apps/installation-store.ts'
import { changeCredentials } from '../context.ts'
import type { PlatformContext } from '../context.ts'
import { readPrivateKey } from '../credentials/credential-reads.ts'
import { hashSecret, matchesSecret } from '../credentials/secret-hash.ts'
import { issueOrRotatePair } from '../keys/key-pairs.ts'
import { findManagementToken, insertManagementToken } from '../management/management-token-store.ts'
import { insertEmployee } from '../merchants/employee-store.ts'
import { insertMerchant } from '../merchants/merchant-store.ts'
import { initialSettings } from '../merchants/settings.ts'
import { issueTokenPair } from '../oauth/index.ts'
import { readSandboxFacts, writeSandboxFacts } from './sandbox-facts.ts'
import type { KeptSecrets, SandboxFacts, SandboxUrls } from './sandbox-facts.ts'
import { findOrMakeSandboxHome, tokenPairLasts } from './sandbox-store.ts'
import type { SandboxHome } from './sandbox-store.ts'

export interface SandboxOptions {
  /** Where `sandbox.json` is kept. */
  readonly path: string
  /** Where the services are this time. */
  readonly urls: SandboxUrls
}

export interface TokenLifetimes {
  readonly accessTokenTtlSeconds: number
  readonly refreshTokenTtlSeconds: number
}

/** An access token that ends sooner would fail in the middle of somebody's work. */
const LEAST_TOKEN_LIFE_SECONDS = 3600

/**
 * @returns what it wrote to the file: credentials that work now, and where
 * @throws Error in live mode
 */
export async function provisionSandbox(
  context: PlatformContext,
  lifetimes: TokenLifetimes,
  { path, urls }: SandboxOptions,
): Promise<SandboxFacts> {
  if (context.mode !== 'sandbox') throw new Error('Only a sandbox can be provisioned.')
  const kept = await readSandboxFacts(path)
  const home = await findOrMakeSandboxHome(context.database, transaction => makeHome(context, transaction, urls))
  await keepInstalled(context, home)
  const facts: SandboxFacts = {
    urls,
    merchantId: home.merchantId,
    appId: home.appId,
    appSecret: await workingAppSecret(context, home, urls, kept),
    employeeId: home.employeeId,
    ...(await workingTokens(context, lifetimes, home, kept)),
    ...(await workingKeyPair(context, home, kept)),
    managementToken: await workingManagementToken(context, kept),
  }
  await writeSandboxFacts(path, facts)
  context.forgetCredentials()
  return facts
}

async function makeHome(context: PlatformContext, transaction: Transaction, urls: SandboxUrls): Promise<SandboxHome> {
  const { mode, credentialKey } = context
  const developerId = await insertDeveloper(transaction, 'Sandbox developer')
  const app = await insertApp(transaction, {
    developerId,
    name: 'Sandbox app',
    // Replaced at once by one that somebody knows.
    secretHash: hashSecret(credentialKey, newUuid()),
    siteUrl: urls.checkout,
    permissions: PERMISSIONS,
    confidential: true,
    legacyOauth: false,
    allowImplicit: false,
  })
  const shop = { name: 'Sandbox Shop', defaultCurrency: 'usd', settings: initialSettings() }
  const { id: merchantId } = await insertMerchant(transaction, mode, shop)
  const owner = { merchantId, name: 'Sandbox Owner', email: 'owner@sandbox.example', role: 'owner' } as const
  const employeeId = await insertEmployee(transaction, owner)
  await installApp(transaction, { merchantId, appId: app.id, permissions: app.permissions })
  return { developerId, appId: app.id, merchantId, employeeId }
}

async function keepInstalled(context: PlatformContext, { merchantId, appId }: SandboxHome): Promise<void> {
  const installation = await findInstallation(context.database, merchantId, appId)
  if (installation?.active) return
  const app = await findApp(context.database, appId)
  const permissions = app?.permissions ?? PERMISSIONS
  await changeCredentials(context, transaction => installApp(transaction, { merchantId, appId, permissions }))
}

async function workingAppSecret(
  { database, credentialKey }: PlatformContext,
  { appId }: SandboxHome,
  urls: SandboxUrls,
  { appSecret }: KeptSecrets,
): Promise<string> {
  const app = await findApp(database, appId)
  if (app?.siteUrl !== urls.checkout) await updateApp(database, appId, { siteUrl: urls.checkout })
  if (appSecret && matchesSecret(credentialKey, appSecret, app?.secretHash)) return appSecret
  const secret = newUuid()
  await updateApp(database, appId, { secretHash: hashSecret(credentialKey, secret) })
  return secret
}

async function workingTokens(
  { database, credentialKey }: PlatformContext,
  lifetimes: TokenLifetimes,
  home: SandboxHome,
  { accessToken, refreshToken }: KeptSecrets,
): Promise<{ accessToken: string; refreshToken: string }> {
  if (accessToken && refreshToken) {
    const hashes = {
      accessTokenHash: hashSecret(credentialKey, accessToken),
      refreshTokenHash: hashSecret(credentialKey, refreshToken),
    }
    if (await tokenPairLasts(database, home, hashes, LEAST_TOKEN_LIFE_SECONDS)) return { accessToken, refreshToken }
  }
  const installation = await findInstallation(database, home.merchantId, home.appId)
  const owner = { ...home, permissions: installation?.permissions ?? [] }
  const pair = await issueTokenPair({ database, credentialKey, ...lifetimes }, owner)
  return { accessToken: pair.access_token, refreshToken: pair.refresh_token }
}

async function workingKeyPair(
  context: PlatformContext,
  { merchantId }: SandboxHome,
  { publicKey, privateKey }: KeptSecrets,
): Promise<{ publicKey: string; privateKey: string }> {
  const { database, credentialKey } = context
  if (publicKey && privateKey) {
    const row = await readPrivateKey(database, hashSecret(credentialKey, privateKey))
    const works = row?.merchant_id === merchantId && row.public_key === publicKey && row.active && !row.expired
    if (works) return { publicKey, privateKey }
  }
  const pair = await issueOrRotatePair(context, { merchantId, integrationType: 'IFRAME_API' })
  return { publicKey: pair.key.publicKey, privateKey: pair.privateKey }
}

async function workingManagementToken(
  { database, credentialKey }: PlatformContext,
  { managementToken }: KeptSecrets,
): Promise<string> {
  if (managementToken) {
    const found = await findManagementToken(database, hashSecret(credentialKey, managementToken))
    if (found?.role === 'operator') return managementToken
  }
  return insertManagementToken(database, credentialKey, { role: 'operator', name: 'sandbox' })
}
