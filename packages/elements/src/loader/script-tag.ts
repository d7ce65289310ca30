import { scriptError } from './script-error.ts'
import type { TrefoilError } from './types.ts'

/** How the hosted script is fetched. */
export interface ScriptSource {
  /** Absolute. */
  readonly src: string
  readonly integrity?: string
  readonly nonce?: string
  readonly timeoutMs: number
}

/** A violation is reported in a task of its own, which may come after that of the tag's `error`. */
const VIOLATION_MS = 50

/** Waits for the page's own tag of this address, or inserts one; a tag that fails leaves the page (contract RCT-3). */
export function runScript(source: ScriptSource): Promise<void> {
  return new Promise((resolve, reject) => {
    let blocked = false
    const present = [...document.scripts].find(script => script.src === source.src)
    const tag = present ?? document.createElement('script')

    const onViolation = (event: SecurityPolicyViolationEvent): void => {
      blocked ||= event.disposition === 'enforce' && concerns(event, source.src)
    }
    const onLoad = (): void => {
      stop()
      resolve()
    }
    const onError = (): void => {
      setTimeout(() => fail(`${source.src} could not be loaded.`), VIOLATION_MS)
    }
    const timer = setTimeout(
      () => fail(`${source.src} was not loaded within ${source.timeoutMs} ms.`),
      source.timeoutMs,
    )

    function stop(): void {
      clearTimeout(timer)
      tag.removeEventListener('load', onLoad)
      tag.removeEventListener('error', onError)
      document.removeEventListener('securitypolicyviolation', onViolation)
    }
    function fail(message: string): void {
      stop()
      tag.remove()
      reject(blocked ? blockedError(source.src) : scriptError('script_failed', message, source.src))
    }

    tag.addEventListener('load', onLoad)
    tag.addEventListener('error', onError)
    document.addEventListener('securitypolicyviolation', onViolation)
    if (present === undefined) {
      try {
        insert(tag, source)
      } catch {
        // A page that enforces Trusted Types throws where the address is set.
        blocked = true
        fail('')
      }
    }
  })
}

function insert(tag: HTMLScriptElement, { src, integrity, nonce }: ScriptSource): void {
  tag.src = src
  tag.async = true
  // Without CORS a browser cannot compare the bytes of another origin with a hash.
  if (integrity !== undefined) {
    tag.integrity = integrity
    tag.crossOrigin = 'anonymous'
  }
  if (nonce !== undefined) tag.nonce = nonce
  const parent = document.head ?? document.documentElement
  parent.append(tag)
}

function concerns({ blockedURI, effectiveDirective }: SecurityPolicyViolationEvent, src: string): boolean {
  // Some browsers report no more than the origin of a blocked address.
  return effectiveDirective.startsWith('script-src') && blockedURI !== '' && src.startsWith(blockedURI)
}

function blockedError(src: string): TrefoilError {
  return scriptError('csp_blocked', `The page's Content-Security-Policy does not let ${src} run.`, src)
}
