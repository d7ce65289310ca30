/** The deployment under test: where it is and who may call it. */
import { readFileSync } from 'node:fs'
import { inject } from 'vitest'

export interface Deployment {
  readonly urls: {
    readonly platform: string
    readonly vault: string
    readonly ecommerce: string
    readonly checkout: string
  }
  readonly merchantId: string
  readonly appId: string
  readonly appSecret: string
  readonly accessToken: string
  readonly publicKey: string
  readonly privateKey: string
  readonly managementToken: string
}

declare module 'vitest' {
  interface ProvidedContext {
    /** Path of the facts of a server that the run itself has started. */
    acceptanceFacts: string
  }
}

export function deployment(): Deployment {
  const facts = readFacts()
  const given = (name: string, fallback: string | undefined): string => {
    const value = process.env[`ACCEPTANCE_${name}`] ?? fallback
    if (value === undefined)
      throw new Error(`Set ACCEPTANCE_${name}, or ACCEPTANCE_FACTS to the path of a sandbox.json.`)
    return value
  }
  return {
    urls: {
      platform: given('PLATFORM_URL', facts?.urls.platform),
      vault: given('VAULT_URL', facts?.urls.vault),
      ecommerce: given('ECOMMERCE_URL', facts?.urls.ecommerce),
      checkout: given('CHECKOUT_URL', facts?.urls.checkout),
    },
    merchantId: given('MERCHANT_ID', facts?.merchantId),
    appId: given('APP_ID', facts?.appId),
    appSecret: given('APP_SECRET', facts?.appSecret),
    accessToken: given('ACCESS_TOKEN', facts?.accessToken),
    publicKey: given('PUBLIC_KEY', facts?.publicKey),
    privateKey: given('PRIVATE_KEY', facts?.privateKey),
    managementToken: given('MANAGEMENT_TOKEN', facts?.managementToken),
  }
}

function readFacts(): Deployment | undefined {
  const path = inject('acceptanceFacts')
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Deployment
  } catch {
    return undefined
  }
}
