/**
 * API keys and what may happen to them (contract 3.4, KEY-1 to KEY-9, PAK-1 to PAK-7); pure functions, no I/O.
 *
 * Two kinds: a PAKMS key is an app's public key at one merchant; a merchant pair is a public and a private key of the
 * merchant itself. Three things can end a key's work, each on its own:
 *   deactivation  by merchant, operator or system; `deactivatedBy` says whose
 *   uninstalling  of a PAKMS key's app; inactive with nobody in `deactivatedBy`
 *   rotation      of a pair; it expires when the overlap is over
 */
import { createHash } from 'node:crypto'
import { ApiError } from '../../http/errors.ts'
import { PERMISSIONS } from '../../http/permissions.ts'
import type { Permission } from '../../http/permissions.ts'
import { operatorMissing } from '../management/scope.ts'
import type { Deactivator, IntegrationType } from '../tables.ts'

export const INTEGRATION_TYPES = ['IFRAME_API', 'API', 'HOSTED_CHECKOUT'] as const satisfies readonly IntegrationType[]

/** How long a pair that was rotated out works on, unless told otherwise (contract KEY-4). */
export const DEFAULT_OVERLAP_HOURS = 24
export const LONGEST_OVERLAP_HOURS = 168

export interface KeyState {
  readonly active: boolean
  readonly deactivatedBy: Deactivator | null
  readonly deactivationReason: string | null
}

export interface ApiKey extends KeyState {
  readonly merchantId: string
  readonly id: string
  readonly kind: 'pakms' | 'ecommerce'
  readonly publicKey: string
  readonly appId: string | null
  readonly integrationType: IntegrationType | null
  readonly allowedOrigins: readonly string[]
  readonly allowedAddresses: readonly string[]
  readonly multipay: boolean
  readonly rotatedAt: Date | null
  readonly expiresAt: Date | null
  readonly createdAt: Date
  readonly modifiedAt: Date
}

/** The operator's word outlasts everybody's; otherwise the first one stands (contract KEY-6, KEY-7). */
export function deactivate(state: KeyState, by: Deactivator, reason: string | null): KeyState {
  const stands = state.deactivatedBy !== null && (by !== 'operator' || state.deactivatedBy === 'operator')
  return stands ? state : { active: false, deactivatedBy: by, deactivationReason: reason }
}

/**
 * Takes a deactivation back. The key of an uninstalled app stays inactive until the app is installed again (PAK-6).
 * @param installed whether the key's app is installed; true for a merchant pair
 * @throws ApiError `permission_missing` for a merchant when the operator had deactivated the key (contract KEY-7)
 */
export function reactivate(state: KeyState, by: 'merchant' | 'operator', installed: boolean): KeyState {
  if (state.deactivatedBy === 'operator' && by !== 'operator') throw operatorMissing()
  return { active: installed, deactivatedBy: null, deactivationReason: null }
}

/** Contract PAK-6. */
export function uninstall(state: KeyState): KeyState {
  return { ...state, active: false }
}

/** Contract PAK-6: what somebody had deactivated otherwise stays so. */
export function reinstall(state: KeyState): KeyState {
  return { ...state, active: state.deactivatedBy === null }
}

/** Contract KEY-4. @throws ApiError `invalid_request` for a PAKMS key or a pair that is rotated out already */
export function requireCurrentPair(key: ApiKey): void {
  if (key.kind !== 'ecommerce') refuse('Only a merchant key pair can be rotated.')
  if (key.rotatedAt !== null) refuse('This key pair was rotated already.')
}

function refuse(message: string): never {
  throw new ApiError('invalid_request', { message })
}

/**
 * Why a key does not work, if so (contract KEY-4, KEY-6). Deactivation comes first: it can be a sign of misuse, and
 * "expired" would send the caller looking for a newer key.
 */
export function keyFault(active: boolean, expired: boolean): 'api_key_inactive' | 'api_key_expired' | undefined {
  if (!active) return 'api_key_inactive'
  return expired ? 'api_key_expired' : undefined
}

const EVERY_PERMISSION: ReadonlySet<Permission> = new Set(PERMISSIONS)
const NO_PERMISSION: ReadonlySet<Permission> = new Set()

/**
 * What a private key may do (contract 3.4, PRM-1).
 *
 * A `HOSTED_CHECKOUT` key holds none, so that a refusal names the whole row of contract 3.5. The few operations that
 * are open to it say so themselves (`openToHostedCheckout`): they share permissions with others that are not.
 */
export function privateKeyPermissions(integrationType: IntegrationType): ReadonlySet<Permission> {
  return integrationType === 'HOSTED_CHECKOUT' ? NO_PERMISSION : EVERY_PERMISSION
}

/** Finds a key's registered origins while the key itself stays out of addresses (contract of the elements, SEC-4). */
export function embedId(publicKey: string): string {
  return createHash('sha256').update(`trefoil-embed-v1:${publicKey}`).digest('base64url').slice(0, 20)
}
