/** The services of this process: what they are built of, and which operations they answer. */
import type { Logger } from 'pino'
import { createSandbox, noAcquirer } from './acquirers/index.ts'
import type { AcquirerControl, Connector } from './acquirers/index.ts'
import type { Config, Service } from './config.ts'
import type { Databases } from './database/index.ts'
import type { Operation } from './http/operation.ts'
import type { Keys } from './key-files.ts'
import { longestRequestMs } from './longest-request.ts'
import { originsOf } from './origins.ts'
import type { Origins } from './origins.ts'
import { createPayments } from './payments/index.ts'
import type { Payments } from './payments/index.ts'
import { createPlatform, matchesOrigin } from './platform/index.ts'
import type { Platform } from './platform/index.ts'
import { sandboxOperations } from './sandbox/operations.ts'
import { SandboxControl } from './sandbox/sandbox-control.ts'
import { createVault, elementsOperations, tokenOperations, tokenReadOperations } from './vault/index.ts'
import type { TokenService } from './vault/index.ts'

export interface Services {
  /** In every process: it knows all credentials. */
  readonly platform: Platform
  readonly vault: TokenService | undefined
  /** Where ecommerce and the vault are. */
  readonly payments: Payments | undefined
  /** Where payments are, in the sandbox. */
  readonly sandbox: SandboxControl | undefined
}

export function openPlatform(config: Config, databases: Databases, credentialKey: Buffer): Platform {
  const { mode, accessTokenTtlSeconds, refreshTokenTtlSeconds } = config
  const database = databases.services
  return createPlatform({ database, mode, credentialKey, accessTokenTtlSeconds, refreshTokenTtlSeconds })
}

/**
 * @param stops gets what ends each part, in the order in which the parts were opened
 * @param origins those that follow from the configuration when absent: it must tell the port then
 */
export function openServices(
  config: Config,
  databases: Databases,
  { credentialKey, keyProvider }: Keys,
  stops: (() => unknown)[],
  log: Logger,
  origins = () => originsOf(config, { main: config.port, fields: config.port + 1 }),
): Services {
  const platform = openPlatform(config, databases, credentialKey)
  if (keyProvider === undefined) return { platform, vault: undefined, payments: undefined, sandbox: undefined }
  const { connector, control } = openAcquirer(config, databases, log)
  stops.push(() => connector.close())
  const { mode, tokenTtlMinutes, cvvTtlMinutes, inquiryBudgetMs, extraTestCards, refuseCardDataInText } = config
  const vault = createVault({
    database: databases.vault,
    clock: databases.clock,
    keyProvider,
    connectors: new Map([[connector.name, connector]]),
    mode,
    tokenTtlMinutes,
    cvvTtlMinutes,
    inquiryBudgetMs,
    extraTestCards,
    refuseCardDataInText,
    log,
  })
  stops.push(() => vault.close())
  const payments = config.services.includes('ecommerce')
    ? openPayments(config, databases, platform, vault, connector.name, origins, log)
    : undefined
  const sandbox = payments && control ? new SandboxControl({ databases, acquirer: control, payments }) : undefined
  return { platform, vault, payments, sandbox }
}

function openPayments(
  config: Config,
  { services: database, clock, jobs }: Databases,
  platform: Platform,
  vault: TokenService,
  connector: string,
  origins: () => Origins,
  log: Logger,
): Payments {
  return createPayments({
    database,
    clock,
    vault,
    connector,
    jobs,
    findMerchant: merchantId => platform.findMerchant(merchantId),
    log,
    graceMs: longestRequestMs(config),
    livemode: config.mode === 'live',
    checkoutOrigin: () => origins().checkout,
    checkWord: config.checkWord,
    partialRefundLimits: config.partialRefundLimits,
  })
}

/** The simulated acquirer, with what controls it; in live mode none is there yet. */
function openAcquirer(
  { acquirerTimeoutMs }: Config,
  { acquirer: database }: Databases,
  log: Logger,
): { connector: Connector; control?: AcquirerControl } {
  if (database === undefined) return { connector: noAcquirer() }
  const onFailure = (error: unknown) => log.error({ err: error }, 'the simulated acquirer has failed')
  return createSandbox({ database, acquirerTimeoutMs, onFailure })
}

export function operationsOf(config: Config, { platform, vault, payments, sandbox }: Services): Operation[] {
  const serves = (service: Service) => config.services.includes(service)
  const operations: Operation[] = []
  if (serves('platform')) operations.push(...platform.operations)
  // The one endpoint of two services (contract GEN-1).
  else if (serves('ecommerce'))
    operations.push(...platform.operations.filter(({ url }) => url.endsWith('/pakms/apikey')))
  if (serves('vault') && vault) operations.push(...tokenOperations(vault), ...elementsOperations(vault, matchesOrigin))
  if (vault && payments) operations.push(...tokenReadOperations(vault), ...payments.operations)
  if (serves('platform') && sandbox) {
    const merchantExists = async (merchantId: string) => (await platform.findMerchant(merchantId)) !== undefined
    operations.push(...sandboxOperations({ control: sandbox, merchantExists }))
  }
  return operations
}
