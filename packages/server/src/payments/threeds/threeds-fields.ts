/** The member `threeds` of `POST /v1/charges` (contract 6.5). */
import { Type } from 'typebox'
import { ApiError } from '../../http/errors.ts'
import { custom, isObject, object, oneOf, optional, readField, string } from '../../http/fields.ts'
import type { Static } from '../../http/fields.ts'
import type { AnsweredThreeds, Threeds } from './threeds.ts'

/** Numbers are read as their digits: browsers' scripts send sizes and time zones as they find them. */
const browserText = () =>
  custom<string>({ anyOf: [{ type: 'string' }, { type: 'number' }] }, (value, param) =>
    readField(TEXT, typeof value === 'number' || value instanceof Number ? String(value) : value, param),
  )
const TEXT = string()

const BROWSER_INFO = object({
  browser_ip: optional(browserText()),
  browser_accept_header: browserText(),
  browser_javascript_enabled: optional(browserText()),
  browser_java_enabled: optional(browserText()),
  browser_language: optional(browserText()),
  browser_screen_width: optional(browserText()),
  browser_screen_height: optional(browserText()),
  browser_color_depth: optional(browserText()),
  browser_tz: optional(browserText()),
  browser_user_agent: browserText(),
  browser_http_origin: optional(browserText()),
})

const STATUS = oneOf(['Y', 'A', 'U'])
type Status = Static<typeof STATUS>

const CAVV = custom<string>({ type: 'string', contentEncoding: 'base64' }, (value, param, { status }) => {
  const bytes = Buffer.from(typeof value === 'string' ? value : '', 'base64')
  // Written back it must be the same: the decoder skips what is no base64.
  const isWhole = bytes.length === 20 && bytes.toString('base64') === value
  // Whoever could not be authenticated has no cryptogram.
  if (!isWhole || status === 'U') throw new ApiError('invalid_request', { param })
  return value as string
})

const PROTOCOL_VERSION = custom<string>({ type: 'string', examples: ['2.2.0'] }, (value, param) => {
  const parts = typeof value === 'string' ? /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(value) : null
  const [, major, minor] = (parts ?? []).map(Number) as [number, number, number]
  if (!parts || major < 2 || (major === 2 && minor < 1)) throw new ApiError('invalid_request', { param })
  return value as string
})

const AUTHENTICATION_RESULT = object({
  status: STATUS,
  eci: string({ pattern: /^[0-9]{2}$/ }),
  cavv: optional(CAVV),
  ds_transaction_id: string({ pattern: /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i }),
  protocol_version: PROTOCOL_VERSION,
})

const SOURCE = oneOf(['CLOVER', 'NON_CLOVER'])

const RESULT_OF_STATUS = {
  Y: 'AUTHENTICATION_SUCCESSFUL',
  A: 'AUTHENTICATION_ATTEMPTED',
  U: 'AUTHENTICATION_UNAVAILABLE',
} as const satisfies Record<Status, string>

/** Whose member `browser_info` or `authentication_result` is absent. */
const missing = (param: string) => new ApiError('parameter_missing', { param })

/** Each source has a member of its own; that of the other is ignored, and beside a tender all of it is (CHG-19). */
export const THREEDS = custom<Threeds | undefined>(
  Type.Object({
    source: SOURCE,
    browser_info: optional(BROWSER_INFO),
    authentication_result: optional(AUTHENTICATION_RESULT),
  }),
  (value, param, earlier) => {
    if (earlier.source === 'alternate_tender') return undefined
    if (!isObject(value)) throw new ApiError('invalid_request', { param })
    const { source, browser_info: browser, authentication_result: result } = value
    if (isAbsent(source)) throw missing(`${param}.source`)
    if (readField(SOURCE, source, `${param}.source`) === 'NON_CLOVER') return authenticatedElsewhere(result, param)
    const browserParam = `${param}.browser_info`
    if (isAbsent(browser)) throw missing(browserParam)
    return { source: 'CLOVER', browser: readField(BROWSER_INFO, browser, browserParam), stepsOver: 0 }
  },
)

function authenticatedElsewhere(value: unknown, parent: string): AnsweredThreeds {
  const param = `${parent}.authentication_result`
  if (isAbsent(value)) throw missing(param)
  const { status, eci, cavv, ...ids } = readField(AUTHENTICATION_RESULT, value, param)
  if (cavv === undefined && status !== 'U') throw missing(`${param}.cavv`)
  const { ds_transaction_id: dsTransactionId, protocol_version: protocolVersion } = ids
  const proof = { eci, cavv, dsTransactionId, protocolVersion }
  return { source: 'NON_CLOVER', result: RESULT_OF_STATUS[status], proof, stepsOver: 0 }
}

const isAbsent = (value: unknown): boolean => value === undefined || value === null
