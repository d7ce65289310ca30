/** Every code of contract 6.6. */

export const FIELD_ERROR_CODES = [
  'required',
  'incomplete',
  'invalid',
  'expired',
  'unsupported_brand',
  'contains_card_number',
  'not_mounted',
] as const
export type FieldErrorCode = (typeof FIELD_ERROR_CODES)[number]

export const CALL_ERROR_CODES = ['network', 'timeout', 'rate_limited', 'processing', 'aborted', 'busy'] as const

export const SETUP_ERROR_CODES = [
  'key_unknown',
  'origin_not_registered',
  'merchant_mismatch',
  'multipay_not_allowed',
  'csp_blocked',
  'frame_unreachable',
  'script_failed',
  'insecure_context',
  'null_origin',
  'same_origin',
  'origin_invalid',
  'browser_unsupported',
  'key_missing',
  'key_private',
  'element_unknown',
  'container_missing',
  'element_unavailable',
  'destroyed',
  'font_refused',
  'internal',
] as const

export const ERROR_CODES = [...FIELD_ERROR_CODES, ...CALL_ERROR_CODES, ...SETUP_ERROR_CODES] as const
export type ErrorCode = (typeof ERROR_CODES)[number]
