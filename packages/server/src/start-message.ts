/** What a newcomer sees when the sandbox has started: where it is, who may call it, and a flow to paste. */
import type { SandboxFacts } from './platform/index.ts'

/** Reads one member of the JSON that curl brought, with what every shell has, and shows the whole on the way. */
const take = (member: string) => `| tee /dev/stderr | sed -n 's/^{"${member}":"\\([^"]*\\)".*/\\1/p'`

export function sandboxMessage(facts: SandboxFacts, factsPath: string, version: string): string {
  const { urls, accessToken } = facts
  const bearer = `-H 'Authorization: Bearer ${accessToken}'`
  const json = "-H 'Content-Type: application/json'"
  return `
Trefoil ${version}, sandbox. Nothing here moves real money; only test cards are taken.

  platform    ${urls.platform}    OAuth, API keys, management
  vault       ${urls.vault}    card tokens
  ecommerce   ${urls.ecommerce}    charges
  checkout    ${urls.checkout}    API reference at ${urls.checkout}/docs
  fields      ${urls.fields}    frames of the hosted fields

  merchant id     ${facts.merchantId}
  employee id     ${facts.employeeId}
  app id          ${facts.appId}
  app secret      ${facts.appSecret}
  access token    ${accessToken}
  refresh token   ${facts.refreshToken}
  public key      ${facts.publicKey}
  private key     ${facts.privateKey}
  management      ${facts.managementToken}
  all of this in  ${factsPath}

Pay with a test card: paste these lines into a shell, from top to bottom.

# 1. The app's access token gets the merchant's API key.
API_KEY=$(curl -s ${urls.ecommerce}/pakms/apikey ${bearer} ${take('apiAccessKey')})

# 2. The key turns a card into a token.
TOKEN=$(curl -s ${urls.vault}/v1/tokens -H "apikey: $API_KEY" ${json} -d '{"card":{"number":"4242424242424242","exp_month":"12","exp_year":"2030","cvv":"123","address_zip":"94085"}}' ${take('id')})

# 3. The token pays 11.00.
CHARGE=$(curl -s ${urls.ecommerce}/v1/charges ${bearer} ${json} -d "{\\"amount\\":1100,\\"currency\\":\\"usd\\",\\"source\\":\\"$TOKEN\\"}" ${take('id')})

# 4. The charge, read again.
curl -s ${urls.ecommerce}/v1/charges/$CHARGE ${bearer}

# 5. A card that is declined.
BAD=$(curl -s ${urls.vault}/v1/tokens -H "apikey: $API_KEY" ${json} -d '{"card":{"number":"4005571702222222","exp_month":"12","exp_year":"2030","cvv":"123"}}' ${take('id')})
curl -s ${urls.ecommerce}/v1/charges ${bearer} ${json} -d "{\\"amount\\":1100,\\"currency\\":\\"usd\\",\\"source\\":\\"$BAD\\"}"

Stop with Ctrl+C.
`
}
