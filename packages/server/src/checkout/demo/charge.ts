/** What a shop's server does with a token: it charges it, by the public API, with the merchant's private key. */
import { randomUUID } from 'node:crypto'

export interface DemoCharge {
  readonly amountMinor: number
  readonly tipMinor: number
  readonly token: string
}

export interface DemoFacts {
  readonly urls: { readonly ecommerce: string }
  readonly publicKey: string
  readonly privateKey: string
}

/** Both sides of the call, for the page to show; the key is masked. */
export interface ChargeCall {
  readonly status: number
  readonly request: object
  readonly answer: unknown
}

const TIMEOUT_MS = 30_000

export async function chargeToken({ urls, privateKey }: DemoFacts, charge: DemoCharge): Promise<ChargeCall> {
  const url = `${urls.ecommerce}/v1/charges`
  const body = {
    amount: charge.amountMinor,
    currency: 'usd',
    source: charge.token,
    ...(charge.tipMinor > 0 ? { tip_amount: charge.tipMinor } : {}),
    description: 'Demo shop',
  }
  const headers = { 'content-type': 'application/json', 'idempotency-key': randomUUID() }
  const answer = await fetch(url, {
    method: 'POST',
    headers: { ...headers, authorization: `Bearer ${privateKey}` },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(TIMEOUT_MS),
  })
  return {
    status: answer.status,
    request: { method: 'POST', url, headers: { ...headers, authorization: 'Bearer <private key>' }, body },
    answer: await answer.json(),
  }
}
