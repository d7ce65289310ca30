/** The response headers of the frame documents, exact (contract 10.5, SEC-22, SEC-24). */
import type { FrameDocument } from './frame-documents.ts'
import type { ElementsOrigins } from './served-release.ts'

export interface FrameRules {
  readonly document: FrameDocument
  readonly version: string
  /** What may stand around the frame: CSP sources; nothing may when empty (SEC-24). */
  readonly ancestors: readonly string[]
  /** Where its fonts may come from (STY-11). */
  readonly fontOrigins: readonly string[]
}

const PERMISSIONS = [
  ...['accelerometer', 'camera', 'clipboard-read', 'display-capture', 'geolocation', 'gyroscope', 'hid'],
  ...['magnetometer', 'microphone', 'midi', 'payment', 'publickey-credentials-get', 'screen-wake-lock', 'serial'],
  'usb',
]
const PERMISSIONS_POLICY = PERMISSIONS.map(feature => `${feature}=()`).join(', ')

export function frameHeaders(origins: ElementsOrigins, rules: FrameRules): Readonly<Record<string, string>> {
  const isEncrypted = origins.fields.startsWith('https:')
  return {
    'content-security-policy': frameSecurityPolicy(origins, rules),
    'reporting-endpoints': `csp="${origins.fields}/csp"`,
    'permissions-policy': PERMISSIONS_POLICY,
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'x-dns-prefetch-control': 'off',
    'cross-origin-resource-policy': 'cross-origin',
    'cross-origin-embedder-policy': 'require-corp',
    'origin-agent-cluster': '?1',
    'cache-control': 'private, max-age=300',
    ...(isEncrypted ? { 'strict-transport-security': 'max-age=63072000; includeSubDomains' } : {}),
  }
}

function frameSecurityPolicy(
  { fields, vault }: ElementsOrigins,
  { document, version, ancestors, fontOrigins }: FrameRules,
): string {
  const files = `${fields}/f/${version}`
  const looks = [
    `style-src ${files}/field.css`,
    `img-src ${files}/brand/`,
    `font-src ${fontOrigins.join(' ') || "'none'"}`,
  ]
  const connections = { field: "'none'", controller: vault, why: "'self'" }
  return [
    "default-src 'none'",
    `script-src ${files}/${document}.js`,
    ...(document === 'field' ? looks : []),
    `connect-src ${connections[document]}`,
    "form-action 'none'",
    "base-uri 'none'",
    `frame-ancestors ${ancestors.join(' ') || "'none'"}`,
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
    'sandbox allow-scripts allow-same-origin allow-forms',
    ...(fields.startsWith('https:') ? ['upgrade-insecure-requests'] : []),
    `report-uri ${fields}/csp`,
    'report-to csp',
  ].join('; ')
}
