/** A server process on databases of its own, to be killed and started again. */
import { rm } from 'node:fs/promises'
import type { SandboxFacts } from '../../src/platform/index.ts'
import { startSandbox } from '../process/server-process.ts'
import type { ServerProcess } from '../process/server-process.ts'
import { temporaryDirectory } from '../support/temporary-directory.ts'
import { cloneDatabases } from './lane-databases.ts'
import type { LaneDatabases } from './lane-databases.ts'
import { within } from './waiting.ts'

const START_WITHIN_MS = 60_000

/** Short, so that what a dead process had in hand is soon taken up: after both and two seconds. */
export const SHORT_TIMES = { TREFOIL_ACQUIRER_TIMEOUT_MS: '600', TREFOIL_INQUIRY_BUDGET_MS: '200' }

export class Lane {
  readonly databases: LaneDatabases
  readonly dataDir: string
  readonly #environment: Readonly<Record<string, string>>
  #server: ServerProcess | undefined
  #facts: SandboxFacts | undefined
  #printed = ''
  #count = 0

  private constructor(databases: LaneDatabases, dataDir: string, environment: Readonly<Record<string, string>>) {
    this.databases = databases
    this.dataDir = dataDir
    this.#environment = environment
  }

  /** @param serverUrl PostgreSQL with the migrated templates */
  static async open(serverUrl: string, environment: Readonly<Record<string, string>> = SHORT_TIMES): Promise<Lane> {
    const lane = new Lane(await cloneDatabases(serverUrl), await temporaryDirectory(), environment)
    await lane.start()
    return lane
  }

  /** Where the server is, and its credentials: the same after each start but for the ports. */
  get facts(): SandboxFacts {
    return this.#facts!
  }

  /** All that its servers have printed. */
  get printed(): string {
    return this.#printed + printedBy(this.#server)
  }

  /** @returns one not used before, so that what the acquirer booked can be told apart by its sum */
  nextNumber(): number {
    return ++this.#count
  }

  async start(): Promise<void> {
    this.#server = await this.#launch()
    this.#facts = await this.#server.facts()
  }

  /** A second server on the same databases. @returns where it is, and what stops it */
  async startAnother(): Promise<{ facts: SandboxFacts; stop: () => Promise<void> }> {
    const server = await this.#launch()
    const stop = async () => {
      await server.stop()
      this.#printed += printedBy(server)
    }
    return { facts: await server.facts(), stop }
  }

  /** kill -9 */
  async kill(): Promise<void> {
    await this.#end('SIGKILL')
  }

  async close(): Promise<void> {
    await this.#end('SIGKILL')
    await this.databases.close()
    await rm(this.dataDir, { recursive: true, force: true })
  }

  #launch(): Promise<ServerProcess> {
    const environment = {
      DATABASE_URL: this.databases.url,
      TREFOIL_DATABASE_POOL_SIZE: '6',
      TREFOIL_LOG_LEVEL: 'debug',
      ...this.#environment,
    }
    return within(START_WITHIN_MS, 'The start of a server', startSandbox({ dataDir: this.dataDir, environment }))
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const server = this.#server
    if (!server) return
    server.signal(signal)
    await server.ended
    this.#printed += printedBy(server)
    this.#server = undefined
  }
}

function printedBy(server: ServerProcess | undefined): string {
  return server ? server.stdout + server.stderr : ''
}
