/** The composition root: configuration, databases and services become listening servers. */
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import type { Logger } from 'pino'
import { createSandboxConnector, noAcquirer } from './acquirers/index.ts'
import type { Connector } from './acquirers/index.ts'
import { checkoutPages } from './checkout/index.ts'
import type { Config } from './config.ts'
import { openDatabases } from './database/index.ts'
import type { Databases } from './database/index.ts'
import { healthRoutes } from './http/health.ts'
import { watchMethods } from './http/methods.ts'
import { registerOperation } from './http/operation.ts'
import type { Operation } from './http/operation.ts'
import { describeApi, serveReference } from './http/reference.ts'
import { createHttpServer } from './http/server.ts'
import { originsOf } from './origins.ts'
import type { Origins } from './origins.ts'
import { paymentOperations } from './payments/index.ts'
import { createPlatform, loadOrCreateSecretFile } from './platform/index.ts'
import type { Platform, SandboxFacts } from './platform/index.ts'
import {
  assertKeyApartFromDatabase,
  createVault,
  openFileKeyProvider,
  tokenOperations,
  tokenReadOperations,
} from './vault/index.ts'
import type { Vault } from './vault/index.ts'
import { VERSION } from './version.ts'

export interface RunningServer {
  readonly origins: Origins
  readonly databases: Databases
  readonly platform: Platform
  /** Only in the sandbox, where `platform` runs. */
  readonly sandbox: SandboxFacts | undefined
  /** Where the sandbox's facts are kept. */
  readonly sandboxPath: string
  /** Answers what is in flight, then stops everything that was started. */
  close(): Promise<void>
}

/** A port that somebody else listens on. */
export class PortInUseError extends Error {
  override name = 'PortInUseError'
}

export async function startServer(config: Config, log: Logger): Promise<RunningServer> {
  const stops: (() => unknown)[] = []
  const close = async () => {
    for (const stop of stops.splice(0).reverse()) await stop()
  }
  try {
    const databases = await openAll(config, log)
    stops.push(() => databases.close())
    const opened = await openServices(config, databases, stops, log)
    const { platform } = opened

    let origins = originsOf(config, { main: config.port, fields: config.port + 1 })
    const { mode, trustedProxies } = config
    const options = { mode, trustedProxies, checkoutOrigin: () => origins.checkout, logger: log }
    const main = createHttpServer(options)
    const fields = createHttpServer(options)
    await assemble(main, config, databases, opened)
    if (config.services.includes('checkout')) healthRoutes(fields, databases.services)
    origins = originsOf(config, await listen(config, main, fields, stops))

    const sandboxPath = join(config.dataDir, 'sandbox.json')
    const hasSandbox = mode === 'sandbox' && config.services.includes('platform')
    const sandbox = hasSandbox ? await platform.provisionSandbox({ path: sandboxPath, urls: origins }) : undefined
    return { origins, databases, platform, sandbox, sandboxPath, close }
  } catch (error) {
    await close()
    throw error
  }
}

export function openAll(config: Config, log: Logger, whenInUse: 'refuse' | 'join' = 'refuse'): Promise<Databases> {
  return openDatabases({
    databaseUrl: config.databaseUrl,
    dataDir: config.dataDir,
    log,
    poolSize: config.databasePoolSize,
    withAcquirer: config.mode === 'sandbox',
    whenInUse,
  })
}

export async function openPlatform(config: Config, databases: Databases): Promise<Platform> {
  return createPlatform({
    database: databases.services,
    mode: config.mode,
    credentialKey: await loadOrCreateSecretFile(config.credentialKeyFile, { create: true }),
    accessTokenTtlSeconds: config.accessTokenTtlSeconds,
    refreshTokenTtlSeconds: config.refreshTokenTtlSeconds,
  })
}

interface OpenedServices {
  readonly platform: Platform
  /** Where this process is the vault. */
  readonly vault?: Vault
  /** Name of the acquirer connection that all merchants use. */
  readonly connector?: string
}

async function openServices(
  config: Config,
  databases: Databases,
  stops: (() => unknown)[],
  log: Logger,
): Promise<OpenedServices> {
  const platform = await openPlatform(config, databases)
  if (!config.services.includes('vault')) return { platform }
  const connector = openConnector(config, databases, log)
  stops.push(() => connector.close())
  if (config.mode === 'live') await assertKeyApartFromDatabase(config.keyFile, config.dataDir, 'TREFOIL_KEY_FILE')
  const vault = createVault({
    database: databases.vault,
    clock: databases.clock,
    keyProvider: await openFileKeyProvider(config.keyFile, { create: config.mode === 'sandbox' }),
    connectors: new Map([[connector.name, connector]]),
    mode: config.mode,
    tokenTtlMinutes: config.tokenTtlMinutes,
    cvvTtlMinutes: config.cvvTtlMinutes,
    inquiryBudgetMs: config.inquiryBudgetMs,
    extraTestCards: config.extraTestCards,
    refuseCardDataInText: config.refuseCardDataInText,
    log,
  })
  stops.push(() => vault.close())
  return { platform, vault, connector: connector.name }
}

function openConnector(config: Config, databases: Databases, log: Logger): Connector {
  if (databases.acquirer === undefined) return noAcquirer()
  return createSandboxConnector({
    database: databases.acquirer,
    acquirerTimeoutMs: config.acquirerTimeoutMs,
    onFailure: error => log.error({ err: error }, 'the simulated acquirer has failed'),
  })
}

/** Registers what the services of this process answer. */
async function assemble(
  app: FastifyInstance,
  config: Config,
  databases: Databases,
  opened: OpenedServices,
): Promise<void> {
  const { trustedProxies, refuseCardDataInText } = config
  const registerMissingMethods = watchMethods(app)
  await describeApi(app, VERSION)
  healthRoutes(app, databases.services)
  for (const operation of operationsOf(config, databases, opened)) {
    registerOperation(app, operation, opened.platform.authenticator, { trustedProxies, refuseCardDataInText })
  }
  if (config.services.includes('checkout')) {
    checkoutPages(app)
    await serveReference(app)
  }
  registerMissingMethods()
}

function operationsOf(config: Config, databases: Databases, { platform, vault, connector }: OpenedServices): Operation[] {
  const serves = (service: Config['services'][number]) => config.services.includes(service)
  const operations: Operation[] = []
  if (serves('platform')) operations.push(...platform.operations)
  // The one endpoint of two services (contract GEN-1).
  else if (serves('ecommerce'))
    operations.push(...platform.operations.filter(({ url }) => url.endsWith('/pakms/apikey')))
  if (serves('vault') && vault) operations.push(...tokenOperations(vault))
  if (serves('ecommerce') && vault && connector !== undefined) {
    const { services: database, clock } = databases
    const livemode = config.mode === 'live'
    operations.push(
      ...tokenReadOperations(vault),
      ...paymentOperations({ database, clock, vault, connector, livemode, checkWord: config.checkWord }),
    )
  }
  return operations
}

/** @throws PortInUseError naming the port and its setting */
async function listen(
  config: Config,
  main: FastifyInstance,
  fields: FastifyInstance,
  stops: (() => unknown)[],
): Promise<{ main: number; fields: number }> {
  const open = async (app: FastifyInstance, port: number, setting: string): Promise<number> => {
    stops.push(() => app.close())
    try {
      await app.listen({ host: config.host, port })
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error
      throw new PortInUseError(`Port ${port} on ${config.host} is in use (${setting}). Set TREFOIL_PORT to another.`)
    }
    const address = app.server.address()
    return typeof address === 'object' && address ? address.port : port
  }
  const mainPort = await open(main, config.port, 'TREFOIL_PORT')
  if (!config.services.includes('checkout')) return { main: mainPort, fields: mainPort }
  const fieldsPort = config.port === 0 ? 0 : config.port + 1
  return { main: mainPort, fields: await open(fields, fieldsPort, 'TREFOIL_PORT + 1, for the hosted fields') }
}
