/** What a developer is told when something other than the shopper's input is wrong (contract 6.6, SDK-52). */
import type { ErrorCode, TrefoilError } from '../loader/types.ts'
import { CHECKOUT_ORIGIN } from './origins.ts'

/** Of codes that the page script tells: what to do. The page of the docs says more. */
const HINTS: { readonly [K in ErrorCode]?: string } = {
  key_unknown: 'Is the key of this environment?',
  origin_not_registered: "Register the page's origin.",
  frame_unreachable: 'Is there a blocker or proxy?',
  insecure_context: 'Use https or localhost.',
  null_origin: 'Load the page with a base URL.',
  same_origin: 'Serve the page elsewhere.',
  origin_invalid: 'fieldsOrigin is an https origin.',
  key_private: 'Revoke it; pass the public key.',
}

const { warn } = console

/** Console lines hold no value and no key (SDK-52). */
export function explain(text: string): void {
  warn.call(console, `[Trefoil] ${text}`)
}

/** The error of a code; `detail` is added to its message, `hint` stands in for the usual one. */
export function trefoilError(code: ErrorCode, { detail = '', hint = HINTS[code] ?? 'See docUrl.' } = {}): TrefoilError {
  const message = `${code.replaceAll('_', ' ')}. ${detail}`.trim()
  return Object.assign(new Error(message.charAt(0).toUpperCase() + message.slice(1)), {
    name: 'TrefoilError',
    code,
    hint,
    docUrl: `${CHECKOUT_ORIGIN}/errors/${code}`,
  })
}
