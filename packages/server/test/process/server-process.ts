/** The server as its users run it: a process of its own, started from the command line. */
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import type { SandboxFacts } from '../../src/platform/index.ts'

const run = promisify(execFile)
const MAIN = join(import.meta.dirname, '..', '..', 'src', 'main.ts')

export interface Launch {
  readonly dataDir: string
  readonly args?: readonly string[]
  readonly environment?: Readonly<Record<string, string>>
  /** Given to standard input. */
  readonly input?: string
}

export interface Ended {
  /** Absent when a signal ended it. */
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export class ServerProcess {
  readonly dataDir: string
  readonly #child
  #stdout = ''
  #stderr = ''
  readonly ended: Promise<Ended>

  constructor({ dataDir, args = [], environment = {}, input }: Launch) {
    this.dataDir = dataDir
    const { PATH = '', HOME = '', TMPDIR } = process.env
    this.#child = spawn(process.execPath, [MAIN, ...args], {
      stdio: ['pipe', 'pipe', 'pipe'],
      env: {
        PATH,
        HOME,
        ...(TMPDIR === undefined ? {} : { TMPDIR }),
        TREFOIL_DATA_DIR: dataDir,
        TREFOIL_PORT: '0',
        TREFOIL_HOST: '127.0.0.1',
        ...environment,
      },
    })
    this.#child.stdin.on('error', () => undefined)
    this.#child.stdin.end(input)
    this.#child.stdout.on('data', chunk => (this.#stdout += String(chunk)))
    this.#child.stderr.on('data', chunk => (this.#stderr += String(chunk)))
    this.ended = once(this.#child, 'close').then(([code]) => ({
      code: code as number | null,
      stdout: this.#stdout,
      stderr: this.#stderr,
    }))
  }

  get stdout(): string {
    return this.#stdout
  }

  get stderr(): string {
    return this.#stderr
  }

  signal(name: NodeJS.Signals): void {
    this.#child.kill(name)
  }

  /** Waits for a text in what it prints. @throws when it ends before */
  async says(text: string): Promise<this> {
    let isOver = false
    void this.ended.then(() => (isOver = true))
    while (!`${this.#stdout}${this.#stderr}`.includes(text)) {
      if (isOver) throw new Error(`It ended without saying "${text}":\n${this.#stderr}`)
      await sleep(10)
    }
    return this
  }

  /** What the sandbox wrote for scripts. */
  async facts(): Promise<SandboxFacts> {
    return JSON.parse(await readFile(join(this.dataDir, 'sandbox.json'), 'utf8')) as SandboxFacts
  }

  async stop(): Promise<Ended> {
    this.signal('SIGTERM')
    return this.ended
  }
}

/** A sandbox that is ready. */
export function startSandbox(launch: Launch): Promise<ServerProcess> {
  return new ServerProcess(launch).says('Stop with Ctrl+C.')
}

/** A command, or a start that is expected to fail. */
export function runToEnd(launch: Launch): Promise<Ended> {
  return new ServerProcess(launch).ended
}

/** Process ids of the postmasters that run on a data directory. */
export async function postmasters(dataDir: string): Promise<number[]> {
  const { stdout } = await run('ps', ['-axo', 'pid=,command='])
  return stdout
    .split('\n')
    .filter(line => line.includes(`-D ${dataDir}/postgres `))
    .map(line => Number.parseInt(line, 10))
}
