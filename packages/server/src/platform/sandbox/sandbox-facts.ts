/** What a developer needs to use a sandbox, in one file that scripts can read. */
import { randomBytes } from 'node:crypto'
import { open, readFile, rename, unlink } from 'node:fs/promises'
import { isObject } from '../../http/fields.ts'

export interface SandboxUrls {
  readonly platform: string
  readonly vault: string
  readonly ecommerce: string
  readonly checkout: string
  readonly fields: string
}

export interface SandboxFacts {
  readonly urls: SandboxUrls
  readonly merchantId: string
  readonly appId: string
  readonly appSecret: string
  readonly employeeId: string
  readonly accessToken: string
  readonly refreshToken: string
  readonly publicKey: string
  readonly privateKey: string
  readonly managementToken: string
}

export type KeptSecrets = Partial<Record<Exclude<keyof SandboxFacts, 'urls'>, string>>

/** Reads what an earlier start wrote; a file that is absent or damaged holds nothing that could be used. */
export async function readSandboxFacts(path: string): Promise<KeptSecrets> {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {}
    throw error
  }
  try {
    const kept: unknown = JSON.parse(text)
    if (!isObject(kept)) return {}
    return Object.fromEntries(Object.entries(kept).filter(([, value]) => typeof value === 'string'))
  } catch {
    return {}
  }
}

/** Readers see the old file or the new one, never a part; nobody but the owner sees either. */
export async function writeSandboxFacts(path: string, facts: SandboxFacts): Promise<void> {
  const draft = `${path}.${process.pid}.${randomBytes(4).toString('hex')}`
  const file = await open(draft, 'wx', 0o600)
  try {
    await file.writeFile(JSON.stringify(facts, null, 2) + '\n')
    await file.sync()
    await file.close()
    await rename(draft, path)
  } catch (error) {
    await file.close()
    await unlink(draft)
    throw error
  }
}
