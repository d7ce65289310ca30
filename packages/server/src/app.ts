/** The composition root: configuration, databases and services become listening servers. */
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import type { Logger } from 'pino'
import { checkoutPages, hostedFields, readRelease } from './checkout/index.ts'
import type { Release } from './checkout/index.ts'
import { ConfigError } from './config.ts'
import type { Config } from './config.ts'
import { openDatabases } from './database/index.ts'
import type { Databases } from './database/index.ts'
import { allowCrossOrigin } from './http/cors.ts'
import { healthRoutes } from './http/health.ts'
import { registerOperation } from './http/operation.ts'
import { describeApi } from './http/reference.ts'
import { Idempotency } from './http/idempotency/idempotency.ts'
import { RecordStore } from './http/idempotency/record-store.ts'
import { createHttpServer } from './http/server.ts'
import { openKeys } from './key-files.ts'
import { closeAll, listenOn } from './listening.ts'
import { longestRequestMs } from './longest-request.ts'
import { originsOf } from './origins.ts'
import type { Origins } from './origins.ts'
import type { Payments } from './payments/index.ts'
import type { Platform, SandboxFacts } from './platform/index.ts'
import { openServices, operationsOf } from './services.ts'
import type { Services } from './services.ts'
import { publishCardKeys } from './vault/index.ts'
import { VERSION } from './version.ts'

export interface RunningServer {
  readonly origins: Origins
  readonly databases: Databases
  readonly platform: Platform
  /** Where ecommerce and the vault run. */
  readonly payments: Payments | undefined
  /** Only in the sandbox, where `platform` runs. */
  readonly sandbox: SandboxFacts | undefined
  /** Where the sandbox's facts are kept. */
  readonly sandboxPath: string
  /** Answers what is in flight, then stops everything that was started; once, however often it is called. */
  close(): Promise<void>
}

/**
 * Starts everything, or nothing: what was opened before an error is closed again.
 * @param elementsFolder package of the browser SDK; that of this repository when absent
 * @throws ConfigError, KeyFileError, SecretFileError, SdkMissingError, ListenError, and what `openDatabases` throws
 */
export async function startServer(config: Config, log: Logger, elementsFolder?: string): Promise<RunningServer> {
  const stops: (() => unknown)[] = []
  let closing: Promise<void> | undefined
  const close = () => (closing ??= stopAll(stops, log))
  try {
    const release = config.services.includes('checkout') ? await readRelease(elementsFolder) : undefined
    const keys = await openKeys(config)
    const databases = await openAll(config, log)
    stops.push(() => databases.close())
    let origins = originsOf(config, { main: config.port, fields: config.port + 1 })
    const services = openServices(config, databases, keys, stops, log, () => origins)
    let sandbox: SandboxFacts | undefined = undefined
    const apps = await assemble(
      config,
      databases,
      services,
      release,
      { origins: () => origins, facts: () => sandbox },
      keys.credentialKey,
      log,
    )
    // Both at once: while one waits for its last answers, the other takes no new requests.
    stops.push(() => closeAll(Object.values(apps), longestRequestMs(config)))
    origins = originsOf(config, await listen(config, apps))

    const { platform } = services
    const sandboxPath = join(config.dataDir, 'sandbox.json')
    const hasSandbox = config.mode === 'sandbox' && config.services.includes('platform')
    sandbox = hasSandbox ? await platform.provisionSandbox({ path: sandboxPath, urls: origins }) : undefined
    const { payments } = services
    if (payments && config.runsJobs) stops.push(startJobs(databases, services))
    return { origins, databases, platform, payments, sandbox, sandboxPath, close }
  } catch (error) {
    // What went wrong first is what the user has to know; `stopAll` has logged the rest.
    await close().catch(() => undefined)
    throw error
  }
}

export function openAll(config: Config, log: Logger, whenInUse: 'refuse' | 'join' = 'refuse'): Promise<Databases> {
  const { databaseUrl, dataDir, databasePoolSize: poolSize, mode, services } = config
  // The simulated acquirer is asked by the vault only.
  const withAcquirer = mode === 'sandbox' && services.includes('vault')
  return openDatabases({ databaseUrl, dataDir, log, poolSize, withAcquirer, whenInUse })
}

/** @returns what ends them; those under way are finished */
function startJobs({ jobs, services }: Databases, { payments, sandbox }: Services): () => Promise<void> {
  const { tasks: resolving, everyMinute } = payments!.resolver
  const answers = new RecordStore(services)
  const forgetAnswers = 'forget-answers'
  const settle = 'sandbox-settle'
  const tasks = {
    ...resolving,
    [forgetAnswers]: () => answers.deleteExpired(),
    ...(sandbox && { [settle]: () => sandbox.settleAtMidnight() }),
  }
  return jobs.work(tasks, [...everyMinute, forgetAnswers, ...(sandbox ? [settle] : [])])
}

/**
 * Background jobs without a server. It joins a running server's embedded database.
 * @throws ConfigError, KeyFileError, SecretFileError, and what `openDatabases` throws
 */
export async function startWorker(config: Config, log: Logger): Promise<{ close(): Promise<void> }> {
  if (!config.services.includes('vault') || !config.services.includes('ecommerce')) {
    throw new ConfigError('TREFOIL_SERVICES must hold vault and ecommerce for a worker: its jobs are theirs.')
  }
  const stops: (() => unknown)[] = []
  try {
    const keys = await openKeys(config)
    const databases = await openAll(config, log, 'join')
    stops.push(() => databases.close())
    stops.push(startJobs(databases, openServices(config, databases, keys, stops, log)))
    return { close: () => stopAll(stops, log) }
  } catch (error) {
    await stopAll(stops, log).catch(() => undefined)
    throw error
  }
}

/** In the reverse order of opening. One that fails does not keep the others from being stopped. */
async function stopAll(stops: (() => unknown)[], log: Logger): Promise<void> {
  const failures: unknown[] = []
  for (const stop of stops.splice(0).reverse()) {
    try {
      await stop()
    } catch (error) {
      log.error({ err: error }, 'a part of the server could not be stopped cleanly')
      failures.push(error)
    }
  }
  if (failures.length > 0) throw failures[0]
}

interface Apps {
  readonly main: FastifyInstance
  /** Where checkout is served. */
  readonly fields?: FastifyInstance
}

/**
 * Registers what the services of this process answer.
 * @param release of the browser SDK, where checkout is served
 */
async function assemble(
  config: Config,
  databases: Databases,
  services: Services,
  release: Release | undefined,
  { origins, facts }: { origins: () => Origins; facts: () => SandboxFacts | undefined },
  idempotencySecret: Buffer,
  log: Logger,
): Promise<Apps> {
  const { mode, trustedProxies, refuseCardDataInText, oauthAutoApprove: autoApprove } = config
  const checkoutOrigin = () => origins().checkout
  const options = { mode, trustedProxies, checkoutOrigin, logger: withoutListeningLines(log) }
  const main = createHttpServer(options)
  await describeApi(main, VERSION)
  healthRoutes(main, databases.services)
  const idempotency = new Idempotency({
    database: databases.services,
    secret: idempotencySecret,
    leaseMs: longestRequestMs(config),
    checkoutOrigin,
  })
  const settings = { trustedProxies, refuseCardDataInText, idempotency }
  for (const operation of operationsOf(config, services)) {
    registerOperation(main, operation, services.platform.authenticator, settings)
  }
  if (config.services.includes('vault')) {
    const { tokenCorsOrigins } = config
    const allows = (origin: string) =>
      origin === origins().fields || tokenCorsOrigins.includes('*') || tokenCorsOrigins.includes(origin)
    allowCrossOrigin(main, { urls: ['/v1/tokens'], allows })
    const isFields = (origin: string) => origin === origins().fields
    allowCrossOrigin(main, { urls: ['/v1/elements/session', '/v1/elements/page-report'], allows: isFields })
    if (services.vault) publishCardKeys(main, services.vault)
  }
  if (config.services.includes('platform')) {
    services.platform.registerPublicReads(main)
    const platformOrigin = () => origins().platform
    await services.platform.registerOauth(main, { autoApprove, refuseCardDataInText, platformOrigin, checkoutOrigin })
  }
  if (release === undefined) return { main }
  const threedsSteps = services.payments?.threedsSteps
  await checkoutPages(main, { mode, privacyUrl: config.privacyUrl, demo: { facts, origins }, threedsSteps })
  const fields = createHttpServer(options)
  healthRoutes(fields, databases.services)
  const { fontOrigins } = config
  const embedding = (embedId: string) => services.platform.embedding(embedId)
  await hostedFields({ checkout: main, fields }, { release, mode, origins, fontOrigins, embedding, log })
  return { main, fields }
}

/** The framework says at level info on which addresses it listens; the server says so itself, once, with its origins. */
function withoutListeningLines(log: Logger): Logger {
  return Object.create(log, { info: { value: log.debug.bind(log) } }) as Logger
}

/** @throws ListenError */
async function listen({ host, port }: Config, { main, fields }: Apps): Promise<{ main: number; fields: number }> {
  const mainPort = await listenOn(main, { host, port, setting: 'TREFOIL_PORT' })
  if (fields === undefined) return { main: mainPort, fields: mainPort }
  const setting = 'TREFOIL_PORT + 1, for the hosted fields'
  return { main: mainPort, fields: await listenOn(fields, { host, port: port === 0 ? 0 : port + 1, setting }) }
}
