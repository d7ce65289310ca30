/** Calls of a sandbox as a shop makes them. */
import type { SandboxFacts } from '../../src/platform/index.ts'

export interface Answer {
  readonly status: number
  readonly text: string
  readonly headers: Headers
}

export interface Card {
  readonly number: string
  readonly cvv: string
}

async function send(url: string, init: RequestInit): Promise<Answer> {
  const response = await fetch(url, { ...init, redirect: 'manual' })
  return { status: response.status, text: await response.text(), headers: response.headers }
}

/** @param body JSON, or text that is sent as it is */
export function post(url: string, headers: Record<string, string>, body: object | string): Promise<Answer> {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  return send(url, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: text })
}

export function get(url: string, headers: Record<string, string> = {}): Promise<Answer> {
  return send(url, { headers })
}

export function createToken({ urls, publicKey }: SandboxFacts, { number, cvv }: Card): Promise<Answer> {
  const card = { number, cvv, exp_month: '12', exp_year: '2030' }
  return post(`${urls.vault}/v1/tokens`, { apikey: publicKey }, { card })
}

export function charge({ urls, accessToken }: SandboxFacts, source: string, amount: number): Promise<Answer> {
  const headers = { authorization: `Bearer ${accessToken}` }
  return post(`${urls.ecommerce}/v1/charges`, headers, { amount, currency: 'usd', source })
}

export function readToken({ urls, accessToken }: SandboxFacts, id: string): Promise<Answer> {
  return get(`${urls.ecommerce}/v1/tokens/${id}`, { authorization: `Bearer ${accessToken}` })
}

export function idOf({ status, text }: Answer): string {
  if (status !== 200) throw new Error(`It answered ${status}: ${text}`)
  return (JSON.parse(text) as { id: string }).id
}
