/** The session with the vault: what a token request needs to know, and for how long (contract SEC-19, SEC-20). */
import type { ControllerInit } from '../shared/messages.ts'
import type { Brand } from '../shared/element-types.ts'
import { oneOf, own, shape, some, text } from '../shared/wire/check.ts'
import type { Check } from '../shared/wire/check.ts'
import { brand } from '../shared/wire/parts.ts'
import { refusedBy } from './answers.ts'
import { deadlineIn } from './deadline.ts'
import { Refused } from './refused.ts'
import type { Ask } from './vault.ts'

export interface SealKey {
  readonly kid: string
  readonly jwk: { readonly kty: 'EC'; readonly crv: 'P-256'; readonly x: string; readonly y: string }
}

export interface Settings {
  readonly mode: 'test' | 'live'
  readonly pageGuard: 'off' | 'report'
  readonly brands: readonly Brand[]
  readonly postalCode: 'optional' | 'required'
}

export interface Session extends SealKey, Settings {
  readonly session: string
  /** From this time on (ms, by our clock) another one is asked for. */
  readonly renewAt: number
}

export interface Sessions {
  /** The session, asked for when there is none, it ends soon, or it is the one that has proved stale. */
  current(stale?: Session): Promise<Session>
  /** The settings as far as they are known. */
  settings(): Settings | undefined
}

const LIFETIME_MS = 30 * 60_000
const RENEW_BEFORE_MS = 2 * 60_000
const OPEN_MS = 13_000

const coordinate = text(43, /^[\w-]{43}$/)
const sealKey = shape<SealKey['jwk'] & { use: 'enc'; kid: string }>([
  {
    use: oneOf(['enc'] as const),
    kty: oneOf(['EC'] as const),
    crv: oneOf(['P-256'] as const),
    kid: text(100),
    x: coordinate,
    y: coordinate,
  },
])

/** The first key that seals (SEC-20); keys of other kinds are not ours to use. */
const firstKey: Check<SealKey> = jwks => {
  const key = some(sealKey, 50)(own(jwks, 'keys'))?.[0]
  return key && { kid: key.kid, jwk: { kty: key.kty, crv: key.crv, x: key.x, y: key.y } }
}

const time: Check<number> = value => (typeof value === 'number' && value > 0 ? value : undefined)

const answer = shape<{
  session: string
  expires_at: number
  mode: 'test' | 'live'
  jwks: SealKey
  brands: readonly Brand[]
  postal_code: 'optional' | 'required'
  page_guard: 'off' | 'report'
}>([
  {
    session: text(100, /^[\w-]+$/),
    expires_at: time,
    mode: oneOf(['test', 'live']),
    jwks: firstKey,
    brands: some(brand, 50),
    postal_code: oneOf(['optional', 'required']),
    page_guard: oneOf(['off', 'report']),
  },
])

/** A session's time left by this computer's clock, or its whole life where that clock is wrong: a stale session is
 *  renewed anyway once the server says so. */
function lifetimeMs(expiresAt: number): number {
  const left = expiresAt - Date.now()
  return left > RENEW_BEFORE_MS && left <= LIFETIME_MS ? left : LIFETIME_MS
}

/** @param opened told of each new session */
export function openSessions(
  ask: Ask,
  { sdk, merchantId }: Pick<ControllerInit, 'sdk' | 'merchantId'>,
  pageOrigin: string,
  opened: (settings: Settings) => void,
): Sessions {
  let session: Session | undefined
  let opening: Promise<Session> | undefined

  async function open(): Promise<Session> {
    const body = { origin: pageOrigin, sdk, ...(merchantId && { merchant_id: merchantId }) }
    const reply = await ask('/v1/elements/session', body, deadlineIn(OPEN_MS))
    if (reply.status !== 200) throw refusedBy('card', reply)
    const told = answer(reply.body)
    if (!told) throw new Refused('processing', reply.requestId)
    session = {
      ...told.jwks,
      session: told.session,
      mode: told.mode,
      pageGuard: told.page_guard,
      brands: told.brands,
      postalCode: told.postal_code,
      renewAt: Date.now() + lifetimeMs(told.expires_at) - RENEW_BEFORE_MS,
    }
    opened(session)
    return session
  }

  return {
    settings: () => session,
    current(stale) {
      if (session && session !== stale && Date.now() < session.renewAt) return Promise.resolve(session)
      opening ??= open().finally(() => (opening = undefined))
      return opening
    },
  }
}
