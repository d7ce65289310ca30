/** What the headers and the socket say about the caller (contract GEN-3, GEN-4, GEN-9, GEN-10, KEY-9, RTL-5). */
import { isIP } from 'node:net'
import type { FastifyRequest } from 'fastify'
import { matchesAddress, plainAddress } from './addresses.ts'
import type { Credential } from './credentials.ts'
import { ApiError } from './errors.ts'

export { isAddressRule, matchesAddress } from './addresses.ts'

const BEARER = /^bearer +(\S+)$/i

/** @throws ApiError `unauthorized` */
export function bearerSecret(request: FastifyRequest): string {
  const secret = BEARER.exec(request.headers.authorization?.trim() ?? '')?.[1]
  if (secret === undefined) throw new ApiError('unauthorized')
  return secret
}

export interface Addresses {
  readonly clientAddress: string
  readonly shopperAddress: string | undefined
}

/**
 * Every trusted proxy has added to `x-forwarded-for` the address that it was called from. What a row of them added is
 * taken off the end: the last of it is the client's address (contract RTL-5). What is left came from the client, and
 * its first address is the shopper's (contract GEN-9).
 */
export function readAddresses(request: FastifyRequest, trustedProxies: readonly string[]): Addresses {
  let clientAddress = plainAddress(request.socket.remoteAddress ?? '')
  const header = request.headers['x-forwarded-for']
  if (header === undefined) return { clientAddress, shopperAddress: undefined }
  const claimed = String(header).split(',')
  while (claimed.length > 0 && matchesAddress(clientAddress, trustedProxies)) {
    const added = plainAddress(claimed.pop()!.trim())
    if (isIP(added) === 0) break
    clientAddress = added
  }
  const first = plainAddress(claimed[0]?.trim() ?? '')
  return { clientAddress, shopperAddress: isIP(first) === 0 ? undefined : first }
}

/** The socket's address, or the one that the outermost of a row of trusted proxies added. */
export function clientAddress(request: FastifyRequest, trustedProxies: readonly string[]): string {
  return readAddresses(request, trustedProxies).clientAddress
}

/** What the client says the shopper's address is; absent when that is no address. */
export function shopperAddress(request: FastifyRequest, trustedProxies: readonly string[]): string | undefined {
  return readAddresses(request, trustedProxies).shopperAddress
}

/** Whether TLS protects the request, as far as this server or a trusted proxy can tell (contract GEN-3). */
export function cameEncrypted(request: FastifyRequest, trustedProxies: readonly string[]): boolean {
  if ('encrypted' in request.socket && request.socket.encrypted) return true
  return (
    request.headers['x-forwarded-proto'] === 'https' &&
    matchesAddress(plainAddress(request.socket.remoteAddress ?? ''), trustedProxies)
  )
}

/** @throws ApiError `address_not_allowed` */
export function checkAddress(credential: Credential, address: string): void {
  const { allowedAddresses } = credential
  if (allowedAddresses.length > 0 && !matchesAddress(address, allowedAddresses))
    throw new ApiError('address_not_allowed')
}

/**
 * @param merchantId the credential's merchant; undefined for one that belongs to none
 * @throws ApiError `merchant_mismatch`
 */
export function checkMerchantHeader(merchantId: string | undefined, request: FastifyRequest): void {
  const header = request.headers['x-clover-merchant-id']
  if (header !== undefined && merchantId !== undefined && header !== merchantId) {
    throw new ApiError('merchant_mismatch', { param: 'x-clover-merchant-id' })
  }
}
