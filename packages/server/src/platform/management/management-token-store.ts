import { hashSecret } from '../credentials/secret-hash.ts'
import type { SecretHash } from '../credentials/secret-hash.ts'
import { newSecret } from '../../http/identifiers.ts'
import type { ManagementCredential } from '../../http/credentials.ts'
import { tables } from '../tables.ts'
import type { KyselySource } from '../tables.ts'

export interface NewManagementToken {
  readonly role: ManagementCredential['role']
  /** The one merchant of a merchant administrator. */
  readonly merchantId?: string
  /** What the token is for, for those who look after tokens. */
  readonly name: string
}

/** @returns the token, `trf_mt_…`; only its keyed hash is stored */
export async function insertManagementToken(
  source: KyselySource,
  credentialKey: Buffer,
  { role, merchantId, name }: NewManagementToken,
): Promise<string> {
  const token = newSecret('trf_mt_')
  await tables(source)
    .insertInto('platform.management_token')
    .values({ token_hash: hashSecret(credentialKey, token), role, merchant_id: merchantId ?? null, name })
    .execute()
  return token
}

export async function findManagementToken(
  source: KyselySource,
  hash: SecretHash,
): Promise<ManagementCredential | undefined> {
  const row = await tables(source)
    .selectFrom('platform.management_token')
    .select(['role', 'merchant_id'])
    .where('token_hash', '=', hash)
    .executeTakeFirst()
  return row && { kind: 'management_token', role: row.role, merchantId: row.merchant_id ?? undefined }
}
