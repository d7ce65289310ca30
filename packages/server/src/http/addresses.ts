/** IP addresses, and rules that are an address or a CIDR block. */
import { BlockList, isIP } from 'node:net'

/** An IPv4 address that arrived on an IPv6 socket is an IPv4 address; a zone means nothing outside its machine. */
export function plainAddress(address: string): string {
  const withoutZone = address.includes('%') ? address.slice(0, address.indexOf('%')) : address
  return /^::ffff:[0-9.]+$/i.test(withoutZone) ? withoutZone.slice(7) : withoutZone
}

/** True for an IP address or a CIDR block. */
export function isAddressRule(rule: string): boolean {
  const [address = '', prefix, ...rest] = rule.split('/')
  const family = isIP(address)
  if (family === 0 || address.includes('%') || rest.length > 0) return false
  return prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= (family === 4 ? 32 : 128))
}

const compiledRules = new WeakMap<readonly string[], BlockList>()

/** @param rules an array that is not changed later: what it compiles to is kept for as long as it is */
export function matchesAddress(address: string, rules: readonly string[]): boolean {
  if (rules.length === 0) return false
  const family = isIP(address)
  if (family === 0) return false
  let compiled = compiledRules.get(rules)
  if (compiled === undefined) compiledRules.set(rules, (compiled = compile(rules)))
  return compiled.check(address, family === 6 ? 'ipv6' : 'ipv4')
}

function compile(rules: readonly string[]): BlockList {
  const list = new BlockList()
  for (const rule of rules) {
    const [base = '', prefix] = rule.split('/')
    const type = isIP(base) === 6 ? 'ipv6' : 'ipv4'
    if (prefix === undefined) list.addAddress(base, type)
    else list.addSubnet(base, Number(prefix), type)
  }
  return list
}
