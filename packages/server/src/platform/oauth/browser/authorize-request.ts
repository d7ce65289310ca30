/** The query of an authorize call (contract 3.2, 3.3). Pure. */
import { hasBrokenText } from '../../../http/text.ts'
import type { App } from '../../apps/app-store.ts'
import type { Mode } from '../../context.ts'
import type { OAuthVersion } from '../authorization-code.ts'
import { isCodeChallenge } from '../pkce.ts'
import { matchRedirect } from '../redirect-address.ts'

export type ResponseType = 'code' | 'token'
export type AuthorizeErrorCode = 'access_denied' | 'unsupported_response_type' | 'invalid_request'

/** Fastify's query: a parameter that is given twice is an array. */
export type Query = Readonly<Record<string, string | readonly string[] | undefined>>

export interface AuthorizeRequest {
  readonly kind: 'request'
  readonly version: OAuthVersion
  readonly app: App
  readonly address: URL
  /** As it was sent, since the exchange of the code may have to repeat it; the Site URL when absent. */
  readonly redirectUri: string
  readonly responseType: ResponseType
  readonly state?: string
  readonly codeChallenge?: string
}

export type AuthorizeFailure =
  /** Nobody that could be trusted with a redirect asked (contract OAUTH-7). */
  | { readonly kind: 'page'; readonly problem: 'client_id' | 'redirect_uri' }
  | {
      readonly kind: 'redirect'
      readonly address: URL
      readonly error: AuthorizeErrorCode
      readonly state?: string
    }

const LONGEST_STATE = 1024

/** @param app the one that `client_id` names, if there is one */
export function readAuthorizeRequest(
  query: Query,
  app: App | undefined,
  version: OAuthVersion,
  mode: Mode,
): AuthorizeRequest | AuthorizeFailure {
  if (!app || (version === 1 && !app.legacyOauth)) return { kind: 'page', problem: 'client_id' }
  const { redirect_uri: sent, response_type: responseType = 'code', state } = query
  const address = isText(sent) ? matchRedirect(app.siteUrl, sent, mode) : undefined
  if (!isText(sent) || !address) return { kind: 'page', problem: 'redirect_uri' }

  const fail = (error: AuthorizeErrorCode): AuthorizeFailure => ({
    kind: 'redirect',
    address,
    error,
    state: typeof state === 'string' ? state : undefined,
  })
  if (typeof responseType !== 'string') return fail('invalid_request')
  const isImplicit = responseType === 'token' && version === 1 && app.allowImplicit
  if (responseType !== 'code' && !isImplicit) return fail('unsupported_response_type')
  if (!isText(state) || (state !== undefined && ([...state].length > LONGEST_STATE || hasBrokenText(state)))) {
    return fail('invalid_request')
  }
  const codeChallenge = version === 2 ? readChallenge(query, app) : undefined
  if (codeChallenge === 'malformed') return fail('invalid_request')
  const redirectUri = sent ?? app.siteUrl
  return { kind: 'request', version, app, address, redirectUri, responseType, state, codeChallenge }
}

/** Contract OAUTH-11. */
function readChallenge(query: Query, app: App): string | undefined | 'malformed' {
  const { code_challenge: challenge, code_challenge_method: method = 'S256' } = query
  if (method !== 'S256') return 'malformed'
  if (challenge === undefined) return app.confidential ? undefined : 'malformed'
  return typeof challenge === 'string' && isCodeChallenge(challenge) ? challenge : 'malformed'
}

function isText(value: string | readonly string[] | undefined): value is string | undefined {
  return value === undefined || typeof value === 'string'
}
