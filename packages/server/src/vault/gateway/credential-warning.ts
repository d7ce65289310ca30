/** What is lacking of stored credentials that are charged again (contract CHG-11). */
import type { Database } from '../../database/index.ts'
import type { CredentialWarning } from './send.ts'

// By the card and not by the token: two tokens of one card have the same fingerprint. What was approved and is reversed
// since says so in its outcome, and counts no more.
const HAD_FIRST = `
  select exists (
    select from vault.send s
    where s.merchant_id = $1 and s.first_of = t.fingerprint and s.outcome ->> 'kind' = 'approved') as had_first,
    t.external is not null as is_external, t.external ->> 'transactionId' as transaction_id
  from vault.token t
  where t.merchant_id = $1 and t.id = $2`

// A type and not an interface, since rows are records by name.
type FoundFirst = {
  readonly had_first: boolean
  readonly is_external: boolean
  readonly transaction_id: string | null
}

/** @returns undefined when nothing is lacking, and for a token that is unknown */
export async function findCredentialWarning(
  database: Database,
  merchantId: string,
  tokenId: string,
): Promise<CredentialWarning | undefined> {
  const { rows } = await database.query<FoundFirst>({
    name: 'send_had_first',
    text: HAD_FIRST,
    values: [merchantId, tokenId],
  })
  const found = rows[0]
  if (!found || found.had_first) return undefined
  if (!found.is_external) return 'first_missing'
  // Its first payment was made elsewhere, and is the network's original transaction.
  return found.transaction_id === null ? 'original_transaction_missing' : undefined
}
