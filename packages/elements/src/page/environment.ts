/** Whether card fields can work in this page at all (contract SDK-4, SDK-65, SEC-1). */
import type { ErrorCode } from '../shared/codes.ts'

/** @param fields the fields origin, or `undefined` when it was a bad one */
export function obstacleOf(fields: string | undefined): ErrorCode | undefined {
  if (self.origin === 'null') return 'null_origin'
  if (!self.isSecureContext) return 'insecure_context'
  if (fields === undefined) return 'origin_invalid'
  if (fields === self.origin) return 'same_origin'
  // The youngest of what is needed: whoever has it has WebCrypto, `MessageChannel` and ES2020 as well.
  return 'adoptedStyleSheets' in document ? undefined : 'browser_unsupported'
}
