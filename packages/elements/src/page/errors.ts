/** What a developer is told when something other than the shopper's input is wrong (contract 6.6, SDK-52). */
import type { ErrorCode, EventMap, TrefoilError } from '../loader/types.ts'
import { CHECKOUT_ORIGIN } from './origins.ts'

/** Of codes that the page script tells: what to do. The page of the docs says more. */
const HINTS: { readonly [K in ErrorCode]?: string } = {
  key_unknown: 'Is it of this environment?',
  origin_not_registered: 'Register the origin.',
  frame_unreachable: 'A blocker or proxy?',
  insecure_context: 'Use https or localhost.',
  null_origin: 'Load with a base URL.',
  same_origin: 'Serve the page elsewhere.',
  key_private: 'Revoke it.',
}

const { warn } = console

/** Console lines hold no value and no key (SDK-52). */
export function explain(text: string): void {
  warn.call(console, `[Trefoil] ${text}`)
}

/** The error of a code; `detail` is added to its message, `hint` stands in for the usual one. */
export function trefoilError(code: ErrorCode, detail = '', hint = HINTS[code] ?? 'See docUrl.'): TrefoilError {
  return Object.assign(new Error(`${code.replaceAll('_', ' ')}. ${detail}`.trim()), {
    name: 'TrefoilError',
    code,
    hint,
    docUrl: `${CHECKOUT_ORIGIN}/errors/${code}`,
  })
}

/** What listeners are told of it. */
export const told = ({ code, message, hint, docUrl }: TrefoilError): EventMap['error'] => ({
  code,
  message,
  hint,
  docUrl,
})
