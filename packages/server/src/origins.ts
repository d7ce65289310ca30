import type { Config, OriginName } from './config.ts'

export type Origins = Readonly<Record<OriginName, string>>

/**
 * The five public origins. What is not configured follows from where the server listens, which is known only after
 * listening when the port was left to the system.
 */
export function originsOf(config: Config, ports: { main: number; fields: number }): Origins {
  // An address that means "all" is no place to send anyone to.
  const host = ['0.0.0.0', '::'].includes(config.host) ? 'localhost' : config.host
  const at = (port: number) => `http://${host.includes(':') ? `[${host}]` : host}:${port}`
  const main = at(ports.main)
  return {
    platform: main,
    vault: main,
    ecommerce: main,
    checkout: main,
    fields: at(ports.fields),
    ...config.publicUrls,
  }
}
