/** Processes under measurement: started as a user starts them, stopped by their id. */
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

const ROOT = join(import.meta.dirname, '..')

export interface Running {
  readonly origin: string
  readonly process: ChildProcess
  stop(): Promise<void>
}

export interface SandboxFacts {
  readonly urls: { readonly vault: string; readonly ecommerce: string }
  readonly accessToken: string
  readonly publicKey: string
}

/** `npm start` on a data folder of its own and any free ports: embedded PostgreSQL, every write durable. */
export async function startTrefoil(): Promise<Running & { facts: SandboxFacts }> {
  const dataDir = await mkdtemp(join(tmpdir(), 'trefoil-bench-'))
  const child = spawn(process.execPath, ['packages/server/src/main.ts'], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, TREFOIL_DATA_DIR: dataDir, TREFOIL_PORT: '0', TREFOIL_HOST: '127.0.0.1' },
  })
  await line(child, text => text.includes('Stop with Ctrl+C'))
  const facts = JSON.parse(await readFile(join(dataDir, 'sandbox.json'), 'utf8')) as SandboxFacts
  const stop = async () => {
    await end(child)
    await rm(dataDir, { recursive: true, force: true })
  }
  return { origin: facts.urls.vault, process: child, stop, facts }
}

export async function startBareServer(): Promise<Running> {
  const child = spawn(process.execPath, ['bench/bare-server.ts'], { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'] })
  const origin = await line(child, text => text.startsWith('http://'))
  return { origin, process: child, stop: () => end(child) }
}

async function line(child: ChildProcess, wanted: (text: string) => boolean): Promise<string> {
  const exited = once(child, 'exit').then(([code]) => {
    throw new Error(`The server ended with code ${String(code)} before it was ready.`)
  })
  exited.catch(() => {})
  const lines = createInterface({ input: child.stdout! })
  const found = (async () => {
    for await (const text of lines) if (wanted(text)) return text
    throw new Error('The server ended its output before it was ready.')
  })()
  const text = await Promise.race([found, exited])
  child.stdout!.resume()
  return text
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return
  child.kill('SIGTERM')
  await once(child, 'exit')
}
