/** The two key files of a server, looked at before anything is opened: what is wrong with them is said at once. */
import { mkdir, stat } from 'node:fs/promises'
import { ConfigError } from './config.ts'
import type { Config } from './config.ts'
import { loadOrCreateSecretFile } from './platform/index.ts'
import { assertKeyApartFromDatabase, openFileKeyProvider } from './vault/index.ts'
import type { KeyProvider } from './vault/index.ts'

export interface Keys {
  /** Key of the hashes in which secrets are stored. */
  readonly credentialKey: Buffer
  /** Only where the vault is served. */
  readonly keyProvider: KeyProvider | undefined
}

/** @throws ConfigError, KeyFileError, SecretFileError */
export async function openKeys(config: Config): Promise<Keys> {
  const servesVault = config.services.includes('vault')
  if (servesVault && config.mode === 'live') await checkLiveKey(config)
  await makeDataDirectory(config)
  return {
    keyProvider: servesVault
      ? await openFileKeyProvider(config.keyFile, { create: config.mode === 'sandbox' })
      : undefined,
    credentialKey: await openCredentialKey(config),
  }
}

export async function openCredentialKey(config: Config): Promise<Buffer> {
  await makeDataDirectory(config)
  return loadOrCreateSecretFile(config.credentialKeyFile, { create: true })
}

/** The account of an embedded database passes through it (mode 0711); nobody else has business there. */
async function makeDataDirectory({ dataDir, databaseUrl }: Config): Promise<void> {
  await mkdir(dataDir, { recursive: true, mode: databaseUrl === undefined ? 0o711 : 0o700 })
}

/** The key that opens the cards of real people is the operator's own, and lies apart from them (PCI-09). */
async function checkLiveKey({ keyFile, dataDir }: Config): Promise<void> {
  await assertKeyApartFromDatabase(keyFile, dataDir, 'TREFOIL_KEY_FILE')
  const exists = await stat(keyFile).then(
    () => true,
    (error: NodeJS.ErrnoException) => error.code !== 'ENOENT',
  )
  if (exists) return
  throw new ConfigError(
    `TREFOIL_KEY_FILE is "${keyFile}", where there is no file. Make one: (umask 077; openssl rand -hex 32 > "${keyFile}")`,
  )
}
