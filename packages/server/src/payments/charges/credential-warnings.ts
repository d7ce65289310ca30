import type { CredentialWarning } from '../../vault/index.ts'
import type { RequestFacts } from './charge-facts.ts'

/** Texts that clients compare, to the letter (contract CHG-11). */
const TEXTS: Readonly<Record<CredentialWarning, string>> = {
  first_missing: 'Subsequent credential on file pay request sent for without Initial credential on file pay request.',
  original_transaction_missing: 'Missing original transaction identifer for c-token',
}

/** Adds to the warnings of a request what was found when it was sent (contract CHG-12). */
export function withWarning<Request extends { readonly facts: RequestFacts }>(
  request: Request,
  warning: CredentialWarning | undefined,
): Request {
  if (warning === undefined) return request
  const { facts } = request
  return { ...request, facts: { ...facts, warnings: [...(facts.warnings ?? []), TEXTS[warning]] } }
}
