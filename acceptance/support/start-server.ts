/** Global setup: starts a server of its own, unless the run names a deployment. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import type { TestProject } from 'vitest/node'

const ROOT = join(import.meta.dirname, '..', '..')

export default async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const isGiven = Object.keys(process.env).some(name => name.startsWith('ACCEPTANCE_'))
  if (isGiven) {
    project.provide('acceptanceFacts', resolve(process.env.ACCEPTANCE_FACTS ?? '.trefoil/sandbox.json'))
    return undefined
  }
  const dataDir = await mkdtemp(join(tmpdir(), 'trefoil-acceptance-'))
  const child = spawn(process.execPath, ['packages/server/src/main.ts'], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, TREFOIL_DATA_DIR: dataDir, TREFOIL_PORT: '0', TREFOIL_HOST: '127.0.0.1' },
  })
  const ready = (async () => {
    for await (const line of createInterface({ input: child.stdout })) if (line.includes('Stop with Ctrl+C')) return
    throw new Error('The server ended before it was ready.')
  })()
  await ready
  child.stdout.resume()
  project.provide('acceptanceFacts', join(dataDir, 'sandbox.json'))
  return async () => {
    child.kill('SIGTERM')
    if (child.exitCode === null) await once(child, 'exit')
    await rm(dataDir, { recursive: true, force: true })
  }
}
