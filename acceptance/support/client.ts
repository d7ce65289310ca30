/** A client that adds nothing: every header and byte is the test's. */
import { deployment } from './deployment.ts'
import type { Deployment } from './deployment.ts'

// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Json = any

export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  readonly body: Json
}

export interface Call {
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
  /** Bearer credential. */
  readonly bearer?: string
  /** Public key, for `POST /v1/tokens`. */
  readonly apikey?: string
}

export const at: Deployment = deployment()

export async function call(method: string, url: string, { body, headers, bearer, apikey }: Call = {}): Promise<Answer> {
  const response = await fetch(url, {
    method,
    redirect: 'manual',
    body: body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body),
    headers: {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }),
      ...(apikey === undefined ? {} : { apikey }),
      ...headers,
    },
  })
  const text = await response.text()
  const isJson = response.headers.get('content-type')?.startsWith('application/json') ?? false
  return {
    status: response.status,
    headers: response.headers,
    text,
    body: isJson && text !== '' ? JSON.parse(text) : undefined,
  }
}

export const CARD = { number: '4242424242424242', exp_month: '12', exp_year: '2030', cvv: '123' }

export const createToken = (card: object = {}, more: object = {}, apikey = at.publicKey): Promise<Answer> =>
  call('POST', `${at.urls.vault}/v1/tokens`, { apikey, body: { card: { ...CARD, ...card }, ...more } })

export async function token(card: object = {}): Promise<string> {
  return (await createToken(card)).body.id as string
}

export const charge = (body: object, headers?: Record<string, string>): Promise<Answer> =>
  call('POST', `${at.urls.ecommerce}/v1/charges`, {
    bearer: at.accessToken,
    headers,
    body: { amount: 1100, currency: 'usd', ...body },
  })

export const management = (method: string, path: string, body?: unknown): Promise<Answer> =>
  call(method, `${at.urls.platform}/trefoil/v1${path}`, { bearer: at.managementToken, body })

/** Code and param of an error answer, for a short comparison. */
export function refusal({ status, body }: Answer): string {
  return [status, body?.error?.code, body?.error?.param].filter(part => part !== undefined).join(' ')
}
