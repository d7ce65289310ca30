/** What the headers and the socket say about the caller (contract GEN-4, GEN-9, GEN-10, KEY-9, RTL-5). */
import { BlockList, isIP } from 'node:net'
import type { FastifyRequest } from 'fastify'
import type { Credential } from './credentials.ts'
import { ApiError } from './errors.ts'

const BEARER = /^bearer +(\S+)$/i

/** @throws ApiError `unauthorized` */
export function bearerSecret(request: FastifyRequest): string {
  const secret = BEARER.exec(request.headers.authorization?.trim() ?? '')?.[1]
  if (secret === undefined) throw new ApiError('unauthorized')
  return secret
}

/** The socket's address, or the one that the outermost of a row of trusted proxies added. */
export function clientAddress(request: FastifyRequest, trustedProxies: readonly string[]): string {
  const socketAddress = plainAddress(request.socket.remoteAddress ?? '')
  if (trustedProxies.length === 0 || !matchesAddress(socketAddress, trustedProxies)) return socketAddress
  return forwardedFor(request).findLast(address => !matchesAddress(address, trustedProxies)) ?? socketAddress
}

/** The leftmost address of `x-forwarded-for` once those of trusted proxies are dropped; absent when it is none. */
export function shopperAddress(request: FastifyRequest, trustedProxies: readonly string[]): string | undefined {
  if (request.headers['x-forwarded-for'] === undefined) return undefined
  const first = forwardedFor(request).find(address => !matchesAddress(address, trustedProxies))
  return first !== undefined && isIP(first) !== 0 ? first : undefined
}

function forwardedFor(request: FastifyRequest): string[] {
  const header = request.headers['x-forwarded-for']
  const text = Array.isArray(header) ? header.join(',') : (header ?? '')
  return text.split(',').map(part => plainAddress(part.trim()))
}

/** An IPv4 address that arrived on an IPv6 socket is an IPv4 address. */
function plainAddress(address: string): string {
  return address.startsWith('::ffff:') ? address.slice(7) : address
}

/** @throws ApiError `address_not_allowed` */
export function checkAddress(credential: Credential, address: string): void {
  const { allowedAddresses } = credential
  if (allowedAddresses.length > 0 && !matchesAddress(address, allowedAddresses))
    throw new ApiError('address_not_allowed')
}

/** @throws ApiError `merchant_mismatch` */
export function checkMerchantHeader(credential: Credential, request: FastifyRequest): void {
  const header = request.headers['x-clover-merchant-id']
  if (header !== undefined && header !== credential.merchant.id) {
    throw new ApiError('merchant_mismatch', { param: 'x-clover-merchant-id' })
  }
}

/** True for an IP address or a CIDR block. */
export function isAddressRule(rule: string): boolean {
  const [address = '', prefix, ...rest] = rule.split('/')
  const family = isIP(address)
  if (family === 0 || rest.length > 0) return false
  return prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= (family === 4 ? 32 : 128))
}

export function matchesAddress(address: string, rules: readonly string[]): boolean {
  const family = isIP(address)
  if (family === 0) return false
  const list = new BlockList()
  for (const rule of rules) {
    const [base = '', prefix] = rule.split('/')
    const type = isIP(base) === 6 ? 'ipv6' : 'ipv4'
    if (prefix === undefined) list.addAddress(base, type)
    else list.addSubnet(base, Number(prefix), type)
  }
  return list.check(address, family === 6 ? 'ipv6' : 'ipv4')
}
