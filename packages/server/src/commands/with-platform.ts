import { openAll } from '../app.ts'
import { readConfig } from '../config.ts'
import { openCredentialKey } from '../key-files.ts'
import { createLogger } from '../log.ts'
import type { Platform } from '../platform/index.ts'
import { openPlatform } from '../services.ts'
import { UserError } from './user-error.ts'

/** Works on the platform beside a running server, or without one. */
export async function withPlatform(work: (platform: Platform) => Promise<void>): Promise<void> {
  const config = readConfig(process.env)
  const credentialKey = await openCredentialKey(config)
  const databases = await openAll(config, createLogger('error', process.stderr), 'join')
  try {
    await work(openPlatform(config, databases, credentialKey))
  } finally {
    await databases.close()
  }
}

/** @throws UserError */
export async function requireMerchant(platform: Platform, merchantId: string): Promise<void> {
  if (await platform.findMerchant(merchantId)) return
  throw new UserError('There is no merchant with the id given by --merchant.')
}
