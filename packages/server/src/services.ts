/** The services of this process: what they are built of, and which operations they answer. */
import type { Logger } from 'pino'
import { createSandboxConnector, noAcquirer } from './acquirers/index.ts'
import type { Connector } from './acquirers/index.ts'
import type { Config, Service } from './config.ts'
import type { Databases } from './database/index.ts'
import type { Operation } from './http/operation.ts'
import type { Keys } from './key-files.ts'
import { longestRequestMs } from './longest-request.ts'
import { createPayments } from './payments/index.ts'
import type { Payments } from './payments/index.ts'
import { createPlatform, matchesOrigin } from './platform/index.ts'
import type { Platform } from './platform/index.ts'
import { createVault, elementsOperations, tokenOperations, tokenReadOperations } from './vault/index.ts'
import type { TokenService } from './vault/index.ts'

export interface Services {
  /** In every process: it knows all credentials. */
  readonly platform: Platform
  readonly vault: TokenService | undefined
  /** Where ecommerce and the vault are. */
  readonly payments: Payments | undefined
}

export function openPlatform(config: Config, databases: Databases, credentialKey: Buffer): Platform {
  const { mode, accessTokenTtlSeconds, refreshTokenTtlSeconds } = config
  const database = databases.services
  return createPlatform({ database, mode, credentialKey, accessTokenTtlSeconds, refreshTokenTtlSeconds })
}

/** @param stops gets what ends each part, in the order in which the parts were opened */
export function openServices(
  config: Config,
  databases: Databases,
  { credentialKey, keyProvider }: Keys,
  stops: (() => unknown)[],
  log: Logger,
): Services {
  const platform = openPlatform(config, databases, credentialKey)
  if (keyProvider === undefined) return { platform, vault: undefined, payments: undefined }
  const connector = openConnector(config, databases, log)
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
    ? openPayments(config, databases, platform, vault, connector.name, log)
    : undefined
  return { platform, vault, payments }
}

function openPayments(
  config: Config,
  { services: database, clock, jobs }: Databases,
  platform: Platform,
  vault: TokenService,
  connector: string,
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
    checkWord: config.checkWord,
    partialRefundLimits: config.partialRefundLimits,
  })
}

function openConnector({ acquirerTimeoutMs }: Config, { acquirer: database }: Databases, log: Logger): Connector {
  if (database === undefined) return noAcquirer()
  const onFailure = (error: unknown) => log.error({ err: error }, 'the simulated acquirer has failed')
  return createSandboxConnector({ database, acquirerTimeoutMs, onFailure })
}

export function operationsOf(config: Config, { platform, vault, payments }: Services): Operation[] {
  const serves = (service: Service) => config.services.includes(service)
  const operations: Operation[] = []
  if (serves('platform')) operations.push(...platform.operations)
  // The one endpoint of two services (contract GEN-1).
  else if (serves('ecommerce'))
    operations.push(...platform.operations.filter(({ url }) => url.endsWith('/pakms/apikey')))
  if (serves('vault') && vault) operations.push(...tokenOperations(vault), ...elementsOperations(vault, matchesOrigin))
  if (vault && payments) operations.push(...tokenReadOperations(vault), ...payments.operations)
  return operations
}
