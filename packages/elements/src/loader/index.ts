import { scriptError } from './script-error.ts'
import { runScript } from './script-tag.ts'
import type { CloverConstructor } from './types.ts'

export type * from './types.ts'

/**
 * What `loadTrefoil` needs to know.
 *
 * @example
 * ```ts
 * import type { LoadTrefoilOptions } from '@trefoil/elements'
 *
 * const options: LoadTrefoilOptions = { src: 'https://checkout.example/1.4.2/sdk.js', timeoutMs: 5_000 }
 * ```
 */
export interface LoadTrefoilOptions {
  /** Address of the hosted script: `{checkout}/sdk.js`, or `{checkout}/{version}/sdk.js` for one release. */
  src: string
  /** Hash of that release from `{checkout}/{version}/sri.json`. */
  integrity?: string
  /** Nonce of the page's Content-Security-Policy. */
  nonce?: string
  /** How long to wait for the script; default 10,000 ms. */
  timeoutMs?: number
}

const DEFAULT_TIMEOUT_MS = 10_000

/** One promise per address: while it loads, and for good once it has. */
const loads = new Map<string, Promise<CloverConstructor>>()

/**
 * Loads the hosted script and gives its constructor; `null` on a server (contract RCT-2).
 *
 * The script is inserted once per `src`. A tag or a global that the page already has is reused. After a failure the tag
 * is gone and the next call tries again (contract RCT-3).
 *
 * @throws TrefoilError `script_failed`, or `csp_blocked` when the page's Content-Security-Policy stopped the script
 *
 * @example
 * ```ts
 * import { loadTrefoil } from '@trefoil/elements'
 *
 * const Clover = await loadTrefoil({ src: 'https://checkout.example/1.4.2/sdk.js' })
 * if (Clover !== null) {
 *   const clover = new Clover('0a1b2c3d4e5f60718293a4b5c6d7e8f9', { locale: 'fr-CA' })
 *   clover.elements().create('CARD_NUMBER').mount('#card-number')
 *   const result = await clover.createToken()
 *   if (result.token !== undefined) document.title = result.card.last4
 * }
 * ```
 */
export async function loadTrefoil(options: LoadTrefoilOptions): Promise<CloverConstructor | null> {
  if (typeof document === 'undefined') return null
  const src = absolute(options.src)
  const known = loads.get(src)
  if (known !== undefined) return known
  const load = constructorFrom(src, options)
  loads.set(src, load)
  try {
    return await load
  } catch (error) {
    loads.delete(src)
    throw error
  }
}

function absolute(src: string): string {
  try {
    return new URL(src, document.baseURI).href
  } catch {
    throw scriptError('script_failed', `src is not an address: ${src}`, document.baseURI)
  }
}

async function constructorFrom(
  src: string,
  { integrity, nonce, timeoutMs = DEFAULT_TIMEOUT_MS }: LoadTrefoilOptions,
): Promise<CloverConstructor> {
  const present = globalConstructor()
  if (present !== undefined) return present
  await runScript({ src, integrity, nonce, timeoutMs })
  const loaded = globalConstructor()
  if (loaded === undefined) throw scriptError('script_failed', `${src} is not the script of Trefoil.`, src)
  return loaded
}

/** `Trefoil` is always ours; `Clover` may be another vendor's (contract SDK-16). */
function globalConstructor(): CloverConstructor | undefined {
  return (globalThis as { Trefoil?: CloverConstructor }).Trefoil
}
