import type { TrefoilError } from './types.ts'

const HINTS = {
  script_failed:
    'Check that src is the address of sdk.js of your Trefoil server, that the server is up, and that integrity belongs to that version.',
  csp_blocked: "Add the origin of src to the page's Content-Security-Policy, directive script-src (or its nonce).",
} as const

/**
 * What `loadTrefoil` rejects with: the shape of every `TrefoilError`, made before there is a script to make one.
 *
 * @param src absolute; the server that has the script explains the code too (contract SDK-52)
 */
export function scriptError(code: keyof typeof HINTS, message: string, src: string): TrefoilError {
  const docUrl = `${new URL(src).origin}/errors/${code}`
  return Object.assign(new Error(message), { name: 'TrefoilError', code, hint: HINTS[code], docUrl })
}
