/** Every setting of the server: its name, default and meaning. Read once, checked whole, then immutable. */
import { isIP } from 'node:net'
import { join, resolve } from 'node:path'
import { isAddressRule } from './http/caller.ts'

export type Mode = 'sandbox' | 'live'

export const SERVICES = ['platform', 'vault', 'ecommerce', 'checkout'] as const
export type Service = (typeof SERVICES)[number]
const ORIGINS = [...SERVICES, 'fields'] as const
export type OriginName = (typeof ORIGINS)[number]

/** A setting that is wrong. The message names the setting, the value and what is allowed. */
export class ConfigError extends Error {
  override name = 'ConfigError'
}

interface Setting<T> {
  readonly env: string
  readonly meaning: string
  /** As it stands in `--help`. */
  readonly allowed: string
  /** Text that is read like a given value, by mode; undefined: the setting may be absent. */
  readonly fallback: (mode: Mode) => string | undefined
  /** @returns undefined when the value is not allowed */
  readonly read: (text: string) => T | undefined
}

const always = (text?: string) => () => text
const byMode = (live: string, sandbox: string) => (mode: Mode) => (mode === 'live' ? live : sandbox)

function integerSetting(
  env: string,
  meaning: string,
  minimum: number,
  maximum: number,
  fallback: Setting<number>['fallback'],
): Setting<number> {
  const read = (text: string) => {
    const value = /^\d{1,12}$/.test(text) ? Number(text) : Number.NaN
    return value >= minimum && value <= maximum ? value : undefined
  }
  return { env, meaning, allowed: `a whole number from ${minimum} to ${maximum}`, fallback, read }
}

function choice<const T extends string>(
  env: string,
  meaning: string,
  values: readonly T[],
  fallback: Setting<T>['fallback'],
): Setting<T> {
  const read = (text: string) => values.find(value => value === text)
  return { env, meaning, allowed: values.join(' | '), fallback, read }
}

function switchSetting(env: string, meaning: string, fallback: 'on' | 'off'): Setting<boolean> {
  const read = (text: string) => (text === 'on' ? true : text === 'off' ? false : undefined)
  return { env, meaning, allowed: 'on | off', fallback: always(fallback), read }
}

function list<T extends string>(
  env: string,
  meaning: string,
  allowed: string,
  isAllowed: (part: string) => boolean,
  fallback: Setting<T[]>['fallback'],
): Setting<T[]> {
  const read = (text: string) => {
    const parts = text
      .split(',')
      .map(part => part.trim())
      .filter(part => part !== '')
    return parts.every(isAllowed) ? (parts as T[]) : undefined
  }
  return { env, meaning, allowed, fallback, read }
}

function text(
  env: string,
  meaning: string,
  allowed: string,
  fallback?: string,
  isAllowed = (value: string) => value !== '',
): Setting<string> {
  return { env, meaning, allowed, fallback: always(fallback), read: value => (isAllowed(value) ? value : undefined) }
}

function isOrigin(value: string): boolean {
  try {
    const url = new URL(value)
    return /^https?:$/.test(url.protocol) && url.origin === value
  } catch {
    return false
  }
}

function isWebAddress(value: string): boolean {
  return /^https?:\/\//.test(value) && URL.canParse(value)
}

function isHostName(value: string): boolean {
  return isIP(value) !== 0 || /^(?!-)[A-Za-z0-9.-]{1,253}$/.test(value)
}

function isPostgresUrl(value: string): boolean {
  return /^postgres(ql)?:\/\//.test(value) && URL.canParse(value)
}

// prettier-ignore
const SETTINGS = {
  mode: choice('TREFOIL_MODE', 'sandbox: test cards and a simulated acquirer; live: real cards', ['sandbox', 'live'], always('sandbox')),
  port: integerSetting('TREFOIL_PORT', 'Port of all services; the frames of the hosted fields get the next one (0: any free ports)', 0, 65534, always('8080')),
  host: text('TREFOIL_HOST', 'Address to listen on', 'a host name or IP address', 'localhost', isHostName),
  dataDir: text('TREFOIL_DATA_DIR', 'Folder of the embedded database, the key files and sandbox.json', 'a path', '.trefoil'),
  databaseUrl: text('DATABASE_URL', 'A PostgreSQL of your own, 15 or newer; without it the server runs one itself', 'postgres://…', undefined, isPostgresUrl),
  databasePoolSize: integerSetting('TREFOIL_DATABASE_POOL_SIZE', 'Connections for each database role', 2, 200, always('10')),
  services: list<Service>('TREFOIL_SERVICES', 'Services of this process', `one or more of ${SERVICES.join(', ')}`, part => SERVICES.includes(part as Service), always(SERVICES.join(','))),
  runsJobs: switchSetting('TREFOIL_JOBS', 'Runs background jobs in this process; off where `trefoil worker` runs them', 'on'),
  logLevel: choice('TREFOIL_LOG_LEVEL', 'What is logged, as JSON lines on standard output', ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], byMode('info', 'warn')),
  keyFile: text('TREFOIL_KEY_FILE', 'Key-encryption key of the vault, mode 0600 (default: vault.key in the data folder; live: required, outside it)', 'a path'),
  credentialKeyFile: text('TREFOIL_CREDENTIAL_KEY_FILE', 'Key of the hashes in which secrets are stored, mode 0600 (default: credential.key in the data folder)', 'a path'),
  platformUrl: text('TREFOIL_PLATFORM_URL', 'Public origin of platform (default: where it listens)', 'an origin such as https://api.example.com', undefined, isOrigin),
  vaultUrl: text('TREFOIL_VAULT_URL', 'Public origin of vault', 'an origin', undefined, isOrigin),
  ecommerceUrl: text('TREFOIL_ECOMMERCE_URL', 'Public origin of ecommerce', 'an origin', undefined, isOrigin),
  checkoutUrl: text('TREFOIL_CHECKOUT_URL', 'Public origin of checkout', 'an origin', undefined, isOrigin),
  fieldsUrl: text('TREFOIL_FIELDS_URL', 'Public origin of the hosted fields\' frames', 'an origin', undefined, isOrigin),
  trustedProxies: list('TREFOIL_TRUSTED_PROXIES', 'Proxies whose x-forwarded-for and x-forwarded-proto are believed', 'IP addresses or CIDR blocks, separated by commas', isAddressRule, always('')),
  tokenCorsOrigins: list('TREFOIL_TOKEN_CORS_ORIGINS', 'Origins of pages that may call POST /v1/tokens themselves', '* or origins, separated by commas', part => part === '*' || isOrigin(part), byMode('', '*')),
  fontOrigins: list('TREFOIL_FONT_ORIGINS', 'Where the hosted fields may load fonts from, besides the registered origins of their key', 'https origins, separated by commas', part => isOrigin(part) && part.startsWith('https:'), always('')),
  privacyUrl: text('TREFOIL_PRIVACY_URL', 'Privacy policy of the operator, where /privacy leads (default: a page of this server)', 'an address that begins with https:// or http://', undefined, isWebAddress),
  tokenTtlMinutes: integerSetting('TREFOIL_TOKEN_TTL_MINUTES', 'Life of a single-pay token that is not used', 1, 1440, always('60')),
  cvvTtlMinutes: integerSetting('TREFOIL_CVV_TTL_MINUTES', 'Life of a verification code that is not used', 1, 60, always('15')),
  accessTokenTtlSeconds: integerSetting('TREFOIL_ACCESS_TOKEN_TTL_SECONDS', 'Life of an OAuth v2 access token', 1, 31_536_000, byMode('1800', '86400')),
  refreshTokenTtlSeconds: integerSetting('TREFOIL_REFRESH_TOKEN_TTL_SECONDS', 'Life of a refresh token', 1, 315_360_000, always('31536000')),
  acquirerTimeoutMs: integerSetting('TREFOIL_ACQUIRER_TIMEOUT_MS', 'How long an acquirer may take to answer', 10, 120_000, byMode('25000', '2000')),
  inquiryBudgetMs: integerSetting('TREFOIL_INQUIRY_BUDGET_MS', 'How long an unknown outcome is inquired before the caller is answered', 1, 60_000, byMode('5000', '500')),
  oauthAutoApprove: switchSetting('TREFOIL_OAUTH_AUTO_APPROVE', 'Sandbox: authorize without a page when merchant_id is given', 'off'),
  extraTestCards: list('TREFOIL_EXTRA_TEST_CARDS', 'Sandbox: further test numbers, approved', 'card numbers, separated by commas', part => /^\d{12,19}$/.test(part), always('')),
  refuseCardDataInText: switchSetting('TREFOIL_REJECT_CARD_DATA_IN_TEXT', 'Refuse card numbers in text that is not a card field', 'on'),
  checkWord: choice('TREFOIL_COMPAT_CHECK_WORD', 'Word for a verification value or address that does not match', ['fail', 'failed'], always('fail')),
  partialRefundLimits: switchSetting('TREFOIL_COMPAT_PARTIAL_REFUND_LIMITS', 'Refuse partial refunds of charges with tax, tip or several items', 'off'),
} as const satisfies Record<string, Setting<unknown>>

type Values = { readonly [K in keyof typeof SETTINGS]: (typeof SETTINGS)[K] extends Setting<infer T> ? T : never }
type OptionalName = 'databaseUrl' | 'privacyUrl' | 'keyFile' | 'credentialKeyFile' | `${OriginName}Url`

export type Config = Readonly<
  Omit<Values, OptionalName> & {
    databaseUrl: string | undefined
    privacyUrl: string | undefined
    /** Absolute. */
    dataDir: string
    /** Absolute. */
    keyFile: string
    credentialKeyFile: string
    /** Public origins that were configured; the others follow from where the server listens. */
    publicUrls: Readonly<Partial<Record<OriginName, string>>>
  }
>

/**
 * @param environment such as `process.env`; variables that begin with TREFOIL_ and are no setting are refused
 * @throws ConfigError
 */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  refuseUnknown(environment)
  const mode = readSetting(SETTINGS.mode, environment, 'sandbox')!
  const values = Object.fromEntries(
    Object.entries(SETTINGS).map(([name, setting]) => [
      name,
      readSetting(setting as Setting<unknown>, environment, mode),
    ]),
  ) as Values
  const dataDir = resolve(values.dataDir)
  const publicUrls = Object.fromEntries(ORIGINS.map(name => [name, values[`${name}Url`]]).filter(([, url]) => url))
  const config: Config = Object.freeze({
    ...values,
    dataDir,
    keyFile: resolve(values.keyFile ?? join(dataDir, 'vault.key')),
    credentialKeyFile: resolve(values.credentialKeyFile ?? join(dataDir, 'credential.key')),
    publicUrls: Object.freeze(publicUrls),
  })
  checkTogether(config, values)
  return config
}

function readSetting<T>(
  setting: Setting<T>,
  environment: Readonly<Record<string, string | undefined>>,
  mode: Mode,
): T | undefined {
  const given = environment[setting.env]
  const value = given === undefined || given === '' ? setting.fallback(mode) : given
  if (value === undefined) return undefined
  const result = setting.read(value)
  if (result === undefined)
    throw new ConfigError(`${setting.env} is ${shown(setting, value)}. Allowed: ${setting.allowed}.`)
  return result
}

/** A URL of a database may hold a password, a list of test cards holds card numbers: neither is repeated. */
function shown(setting: Setting<unknown>, value: string): string {
  const isSecret = setting.env === 'DATABASE_URL' || setting.env === 'TREFOIL_EXTRA_TEST_CARDS'
  return isSecret ? 'wrong (not repeated here)' : `"${value}"`
}

function refuseUnknown(environment: Readonly<Record<string, string | undefined>>): void {
  const known = new Set<string>(Object.values(SETTINGS).map(setting => setting.env))
  const unknown = Object.keys(environment).find(name => name.startsWith('TREFOIL_') && !known.has(name))
  if (unknown) throw new ConfigError(`${unknown} is not a setting of this server. Run with --help to see all settings.`)
}

function checkTogether(config: Config, given: Values): void {
  const { services, mode } = config
  if (services.length === 0)
    throw new ConfigError(`TREFOIL_SERVICES names no service. Allowed: ${SETTINGS.services.allowed}.`)
  if (services.includes('ecommerce') && !services.includes('vault')) {
    throw new ConfigError(
      `TREFOIL_SERVICES is "${services.join(',')}". ecommerce asks the vault to send, so both belong to one process: add vault.`,
    )
  }
  const { fields, ...others } = config.publicUrls
  if (fields !== undefined && Object.values(others).includes(fields)) {
    throw new ConfigError(
      `TREFOIL_FIELDS_URL is "${fields}", which is the origin of another service. Allowed: an origin of its own, which keeps card data apart from every other page.`,
    )
  }
  if (mode === 'live' && config.oauthAutoApprove) {
    throw new ConfigError('TREFOIL_OAUTH_AUTO_APPROVE is "on". Allowed in live mode: off.')
  }
  if (mode === 'live' && services.includes('vault') && given.keyFile === undefined) {
    throw new ConfigError(
      'TREFOIL_KEY_FILE is not set. Allowed in live mode: the path of a key file outside the data folder. ' +
        'Make one: (umask 077; openssl rand -hex 32 > /path/outside/vault.key)',
    )
  }
}

/** One block for each setting, for `--help`. */
export function describeSettings(): string {
  return Object.values(SETTINGS as Record<string, Setting<unknown>>)
    .map(({ env, meaning, allowed, fallback }) => {
      const [sandbox, live] = [fallback('sandbox'), fallback('live')].map(value =>
        value === '' ? 'none' : (value ?? 'not set'),
      )
      const standard = sandbox === live ? sandbox : `${sandbox} (live: ${live})`
      return `  ${env}\n      ${meaning}.\n      ${allowed}; default: ${standard}`
    })
    .join('\n')
}
