/** What is printed when the server has started: where it is, and in the sandbox who may call it and a flow to paste. */
import type { Mode, OriginName, Service } from './config.ts'
import type { Origins } from './origins.ts'
import type { SandboxFacts } from './platform/index.ts'

const PURPOSE: Readonly<Record<Service, string>> = {
  platform: 'OAuth, API keys, management',
  vault: 'card tokens',
  ecommerce: 'charges',
  checkout: 'API reference at /docs',
}

interface Start {
  readonly factsPath: string
  readonly version: string
  /** Those of this process; nothing is said of the others. */
  readonly services: readonly Service[]
}

export function sandboxMessage(facts: SandboxFacts, { factsPath, version, services }: Start): string {
  const has = (...names: Service[]) => names.every(name => services.includes(name))
  return `
Trefoil ${version}, sandbox. Nothing here moves real money; only test cards are taken.
${has('vault', 'ecommerce', 'checkout') ? `\n  demo shop   ${facts.urls.checkout}/demo\n  playground  ${facts.urls.checkout}/demo/playground\n` : ''}
${places(facts.urls, services)}

  merchant id     ${facts.merchantId}
  employee id     ${facts.employeeId}
  app id          ${facts.appId}
  app secret      ${facts.appSecret}
  access token    ${facts.accessToken}
  refresh token   ${facts.refreshToken}
  public key      ${facts.publicKey}
  private key     ${facts.privateKey}
  management      ${facts.managementToken}
  all of this in  ${factsPath}
${has('vault', 'ecommerce') ? flow(facts) : ''}
Stop with Ctrl+C.
`
}

/** One line, for a process that has no sandbox to show. */
export function startLine(
  origins: Origins,
  { version, mode, services }: Omit<Start, 'factsPath'> & { mode: Mode },
): string {
  const listed = services.map(service => `${service} ${origins[service]}`)
  if (services.includes('checkout')) listed.push(`fields ${origins.fields}`)
  return `Trefoil ${version}, ${mode}: ${listed.join(', ')}\n`
}

function places(urls: Readonly<Record<OriginName, string>>, services: readonly Service[]): string {
  const width = Math.max(...Object.values(urls).map(url => url.length))
  const line = (name: OriginName, purpose: string) => `  ${name.padEnd(12)}${urls[name].padEnd(width)}  ${purpose}`
  const lines = services.map(service => line(service, PURPOSE[service]))
  if (services.includes('checkout')) lines.push(line('fields', 'frames of the hosted fields'))
  return lines.join('\n')
}

/** Reads one member of the JSON that curl brought, with what every shell has, and shows the whole on the way. */
const take = (member: string) => `| sed -n -e 'w /dev/stderr' -e 's/^{"${member}":"\\([^"]*\\)".*/\\1/p'`

function flow({ urls, accessToken }: SandboxFacts): string {
  const bearer = `-H 'Authorization: Bearer ${accessToken}'`
  const json = "-H 'Content-Type: application/json'"
  return `
Pay with a test card: paste these lines into a shell, from top to bottom.

# 1. The app's access token gets the merchant's API key.
API_KEY=$(curl -sw '\\n' ${urls.ecommerce}/pakms/apikey ${bearer} ${take('apiAccessKey')})

# 2. The key turns a card into a token.
TOKEN=$(curl -sw '\\n' ${urls.vault}/v1/tokens -H "apikey: $API_KEY" ${json} -d '{"card":{"number":"4242424242424242","exp_month":"12","exp_year":"2030","cvv":"123","address_zip":"94085"}}' ${take('id')})

# 3. The token pays 11.00.
CHARGE=$(curl -sw '\\n' ${urls.ecommerce}/v1/charges ${bearer} ${json} -d "{\\"amount\\":1100,\\"currency\\":\\"usd\\",\\"source\\":\\"$TOKEN\\"}" ${take('id')})

# 4. The charge, read again.
curl -sw '\\n' ${urls.ecommerce}/v1/charges/$CHARGE ${bearer}

# 5. A card that is declined.
BAD=$(curl -sw '\\n' ${urls.vault}/v1/tokens -H "apikey: $API_KEY" ${json} -d '{"card":{"number":"4005571702222222","exp_month":"12","exp_year":"2030","cvv":"123"}}' ${take('id')})
curl -sw '\\n' ${urls.ecommerce}/v1/charges ${bearer} ${json} -d "{\\"amount\\":1100,\\"currency\\":\\"usd\\",\\"source\\":\\"$BAD\\"}"
`
}
