/** `POST /v1/elements/page-report` (contract 5.9; elements SEC-42): what scripts a payment page holds. */
import { Type } from 'typebox'
import { ApiError } from '../../http/errors.ts'
import { arrayOf, custom, isObject, optional, string } from '../../http/fields.ts'
import type { Field } from '../../http/fields.ts'
import { operation } from '../../http/operation.ts'
import type { Operation } from '../../http/operation.ts'
import { codePoints, hasBrokenText } from '../../http/text.ts'
import type { TokenService } from '../vault.ts'

const MOST_ENTRIES = 200
const LONGEST_TEXT = 2048

type Entry = Readonly<Record<string, unknown>>

/** An object of the guard, of which every text is bounded; what its members are is the guard's own matter. */
const entry: Field<Entry> = custom<Entry>({ type: 'object' }, (value, param) => {
  if (!isObject(value)) throw new ApiError('invalid_request', { param })
  for (const [name, member] of Object.entries(value)) {
    const isWrong = typeof member === 'string' && (codePoints(member) > LONGEST_TEXT || hasBrokenText(member))
    // A nested value would have texts that nobody has measured.
    if (isWrong || (typeof member === 'object' && member !== null) || codePoints(name) > LONGEST_TEXT) {
      throw new ApiError('invalid_request', { param })
    }
  }
  return value
})

const entries = () => optional(arrayOf(entry, { maxItems: MOST_ENTRIES }))

export const pageReport = (vault: TokenService): Operation =>
  operation({
    method: 'POST',
    url: '/v1/elements/page-report',
    caller: 'apikey',
    summary: 'Report the scripts of a page that shows the hosted fields; answers 204 without a body',
    tag: 'Tokens',
    body: Type.Object({ session: string({ maxLength: 100 }), scripts: entries(), violations: entries() }),
    query: Type.Object({}),
    response: Type.Null(),
    async handle({ credential, merchant, request, reply }, { body }) {
      const { session, scripts = [], violations = [] } = body
      const publicKeyId = credential.keyId!
      if (!(await vault.sessions.knows({ merchantId: merchant.id, publicKeyId, session }))) {
        throw new ApiError('session_expired', { param: 'session' })
      }
      const facts = { requestId: request.id, merchantId: merchant.id, publicKeyId }
      const addresses = scripts.map(({ url, src }) => addressOf(url ?? src)).filter(address => address !== undefined)
      const counts = { scripts: scripts.length, violations: violations.length }
      vault.log.info({ ...facts, ...counts, addresses: [...new Set(addresses)] }, 'scripts of a payment page')
      reply.code(204)
      return undefined
    },
  })

/** Origin and path: a query or a fragment could hold anything of a shopper, and other schemes hold content. */
function addressOf(text: unknown): string | undefined {
  if (typeof text !== 'string' || !URL.canParse(text)) return undefined
  const { origin, pathname, protocol } = new URL(text)
  return protocol === 'https:' || protocol === 'http:' ? origin + pathname : undefined
}
