/** A secret of the server in a file of its own, readable for its owner only. */
import { randomBytes } from 'node:crypto'
import { chmod, link, open, readFile, stat, unlink } from 'node:fs/promises'

/** A secret file that is missing, damaged or open to others; the message says which and how to mend it. */
export class SecretFileError extends Error {
  override name = 'SecretFileError'
}

export interface SecretFileOptions {
  /** Make the file when it does not exist; otherwise its absence is an error. */
  readonly create: boolean
}

const SECRET_BYTES = 32

/**
 * Reads 32 random bytes, kept as 64 hex characters; makes them on first use when asked to.
 *
 * @returns 32 bytes
 * @throws SecretFileError when the file is absent and may not be made, holds something else, or others may read it
 */
export async function loadOrCreateSecretFile(path: string, { create }: SecretFileOptions): Promise<Buffer> {
  const existing = await readSecretFile(path)
  if (existing) return existing
  if (!create) throw new SecretFileError(`The secret file ${path} does not exist.`)
  await createSecretFile(path)
  const created = await readSecretFile(path)
  if (!created) throw new SecretFileError(`The secret file ${path} vanished while it was made.`)
  return created
}

async function readSecretFile(path: string): Promise<Buffer | undefined> {
  try {
    const { mode } = await stat(path)
    if ((mode & 0o077) !== 0)
      throw new SecretFileError(`The secret file ${path} can be read by others: set its mode to 0600.`)
    const text = (await readFile(path, 'utf8')).trim()
    if (!/^[0-9a-f]{64}$/.test(text))
      throw new SecretFileError(`The secret file ${path} does not hold 64 hex characters.`)
    return Buffer.from(text, 'hex')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

/** The file appears whole or not at all; when two processes make it at once, both go on with the same one. */
async function createSecretFile(path: string): Promise<void> {
  const draft = `${path}.${process.pid}.${randomBytes(4).toString('hex')}`
  const file = await open(draft, 'wx', 0o600)
  try {
    await file.writeFile(randomBytes(SECRET_BYTES).toString('hex') + '\n')
    await file.sync()
    await file.close()
    await chmod(draft, 0o600)
    // A link, unlike a rename, never replaces the file that another process made in the meantime.
    await link(draft, path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    await unlink(draft)
  }
}
