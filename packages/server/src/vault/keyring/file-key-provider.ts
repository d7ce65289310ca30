/**
 * A key-encryption key in a file: 64 hex characters, readable by its owner only. `openssl rand -hex 32` makes one.
 *
 * The simplest custody there is. It keeps the key off the database host only if the file is kept off it.
 */
import { createSecretKey, hkdfSync, randomBytes } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { link, mkdir, open, readFile, realpath, unlink } from 'node:fs/promises'
import { dirname, relative, resolve, sep } from 'node:path'
import { openBytes, sealBytes } from './aead.ts'
import type { KeyProvider, WrappedKeyOwner } from './key-provider.ts'

/** A key file that must not be used as it is; the message names the file and the cure, nothing of its content. */
export class KeyFileError extends Error {
  override readonly name = 'KeyFileError'
}

/**
 * @param create makes the file on the first start (sandbox); live mode expects the operator's own
 * @throws KeyFileError
 */
export async function openFileKeyProvider(path: string, options: { create: boolean }): Promise<KeyProvider> {
  if (options.create) await createKeyFile(path)
  return new FileKeyProvider(await readKeyFile(path))
}

class FileKeyProvider implements KeyProvider {
  readonly kind = 'file'
  readonly id: string
  readonly #key: KeyObject

  constructor(key: Uint8Array) {
    this.id = `file:${Buffer.from(hkdfSync('sha256', key, '', 'trefoil key id', 8)).toString('hex')}`
    this.#key = createSecretKey(Buffer.from(hkdfSync('sha256', key, '', 'trefoil key wrapping', 32)))
  }

  async wrap(dataKey: Uint8Array, owner: WrappedKeyOwner): Promise<Buffer> {
    return sealBytes(this.#key, dataKey, this.#describe(owner))
  }

  async unwrap(wrapped: Buffer, owner: WrappedKeyOwner): Promise<Buffer> {
    return openBytes(this.#key, wrapped, this.#describe(owner), 'data key')
  }

  #describe(owner: WrappedKeyOwner): string {
    return `data key\n${this.id}\n${owner.merchantId}\n${owner.purpose}\n${owner.version}`
  }
}

/** Writes a new key aside and links it into place, so that two first starts, or one cut short, leave one whole key. */
async function createKeyFile(path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  const draft = `${path}.${randomBytes(6).toString('hex')}`
  const file = await open(draft, 'wx', 0o600)
  try {
    await file.writeFile(`${randomBytes(32).toString('hex')}\n`)
    await file.sync()
    await link(draft, path).catch(ignoreExisting)
  } finally {
    await file.close()
    await unlink(draft)
  }
  const directory = await open(dirname(path))
  await directory.sync().finally(() => directory.close())
}

function ignoreExisting(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') throw error
}

async function readKeyFile(path: string): Promise<Buffer> {
  const file = await open(path).catch((error: NodeJS.ErrnoException) => {
    throw new KeyFileError(`The vault's key file ${path} cannot be opened (${error.code ?? 'unknown error'}).`)
  })
  try {
    const status = await file.stat()
    if (!status.isFile()) throw new KeyFileError(`The vault's key file ${path} is not a regular file.`)
    if ((status.mode & 0o077) !== 0) {
      throw new KeyFileError(`The vault's key file ${path} can be read by others: run "chmod 600 ${path}".`)
    }
    const text = (await readFile(file, 'latin1')).trim()
    if (!/^[0-9a-f]{64}$/i.test(text)) {
      throw new KeyFileError(`The vault's key file ${path} must hold a 256-bit key as 64 hex characters.`)
    }
    return Buffer.from(text, 'hex')
  } finally {
    await file.close()
  }
}

/**
 * Live mode keeps the key-encryption key away from what it protects (PCI DSS 3.6.1.2, PCI-09).
 * @param setting name of the setting that holds `keyFile`, for the message
 * @throws KeyFileError when the key file lies in the directory of the embedded database
 */
export async function assertKeyApartFromDatabase(keyFile: string, dataDir: string, setting: string): Promise<void> {
  const place = relative(await existing(dataDir), await existing(keyFile))
  if (place === '..' || place.startsWith(`..${sep}`)) return
  throw new KeyFileError(
    `The setting ${setting} names a file inside the data directory, beside the database that it protects. ` +
      `Keep the key elsewhere and set ${setting} to its path.`,
  )
}

const existing = (path: string) => realpath(path).catch(() => resolve(path))
