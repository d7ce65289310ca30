/**
 * Every error code that this server can send (contract 2.3, ERR-12): status, type and what it tells the caller. When it
 * occurs and how to fix it stands in `docs/errors`, a file for each, which are the pages under `/errors/<code>` too.
 */
export type ErrorType =
  | 'authentication_error'
  | 'invalid_request_error'
  | 'card_error'
  | 'api_error'
  | 'idempotency_error'
  | 'rate_limit_error'

export interface CatalogueRow {
  readonly status: number
  readonly type: ErrorType
  /** The public message when the place that fails has nothing better to say. */
  readonly message: string
}

const row = (status: number, type: ErrorType, message: string): CatalogueRow => ({ status, type, message })

const invalid = 'invalid_request_error'
const card = 'card_error'
const auth = 'authentication_error'
const api = 'api_error'
const idempotency = 'idempotency_error'

// prettier-ignore
export const CATALOGUE = {
  access_token_expired: row(401, auth, 'The access token has expired.'),
  acquirer_unavailable: row(503, api, 'The acquirer cannot be reached. Nothing was sent.'),
  address_not_allowed: row(403, auth, 'This key may not be used from your address.'),
  agreement_required: row(400, invalid, 'A bank account needs the account holder\'s agreement.'),
  amount_too_large: row(400, invalid, 'The amount is larger than 99999999.'),
  api_key_expired: row(401, auth, 'This key was rotated out and its overlap is over.'),
  api_key_inactive: row(401, auth, 'This API key is deactivated.'),
  card_data_not_allowed: row(400, invalid, 'A card number was found where none belongs.'),
  card_declined: row(402, card, 'The card was declined.'),
  card_limit_reached: row(400, invalid, 'The customer already has 50 cards.'),
  card_on_file_missing: row(400, invalid, 'The customer has no stored card.'),
  charge_already_captured: row(400, invalid, 'The charge has already been captured.'),
  charge_already_refunded: row(400, invalid, 'Nothing is left to refund.'),
  charge_expired_for_capture: row(400, invalid, 'The authorization ran out before it was captured.'),
  charge_not_capturable: row(400, invalid, 'The charge is in a state that cannot be captured.'),
  charge_not_refundable: row(400, invalid, 'The charge is in a state that cannot be refunded.'),
  charge_pending: row(409, invalid, 'The outcome of an earlier step of this charge is not known yet.'),
  customer_has_subscriptions: row(409, invalid, 'The customer has active subscriptions.'),
  duplicate_card: row(409, invalid, 'This card is already stored for the customer.'),
  email_invalid: row(400, invalid, 'The e-mail address is not valid.'),
  encrypted_card_expired: row(400, invalid, 'The encrypted card is too old or from the future.'),
  encryption_key_unknown: row(400, invalid, 'The encryption key is unknown or retired.'),
  expired_card: row(400, card, 'The card has expired.'),
  feature_not_enabled: row(400, invalid, 'This feature is not enabled here.'),
  gift_card_already_active: row(400, card, 'The gift card is already active.'),
  gift_card_not_active: row(400, card, 'The gift card is not active.'),
  idempotency_key_in_use: row(409, idempotency, 'The first request with this idempotency key is still running.'),
  idempotency_key_invalid: row(400, idempotency, 'The idempotency key is not valid.'),
  idempotency_key_reused: row(409, idempotency, 'This idempotency key belongs to a request with another body.'),
  incorrect_cvc: row(400, card, 'The verification value has the wrong length for this card.'),
  incorrect_number: row(400, card, 'The card number is not correct.'),
  invalid_bank_account: row(400, card, 'The bank account number is not valid.'),
  invalid_card_type: row(400, invalid, 'The card brand is not known or not accepted.'),
  invalid_charge_amount: row(400, invalid, 'The amount is not valid.'),
  invalid_currency: row(400, invalid, 'The currency is not valid here.'),
  invalid_cvc: row(400, card, 'The verification value must have 3 or 4 digits.'),
  invalid_encrypted_card: row(400, invalid, 'The encrypted card cannot be read.'),
  invalid_expiry_month: row(400, card, 'The expiry month must be 1 to 12.'),
  invalid_expiry_year: row(400, card, 'The expiry year must have two or four digits.'),
  invalid_json: row(400, invalid, 'The body is not one complete JSON object.'),
  invalid_number: row(400, card, 'The card number must have 12 to 19 digits.'),
  invalid_promotion_code: row(400, card, 'The promotion code is not known.'),
  invalid_request: row(400, invalid, 'A value of the request is not valid.'),
  invalid_routing_number: row(400, card, 'The routing number is not valid.'),
  invalid_tax_amount: row(400, invalid, 'The tax amount is not valid.'),
  invalid_tip_amount: row(400, invalid, 'The tip amount is not valid.'),
  invalid_wallet_payload: row(400, card, 'The wallet payload is not valid.'),
  live_data_in_sandbox: row(400, card, 'The sandbox takes test cards only.'),
  merchant_inactive: row(403, auth, 'The merchant or the app\'s installation is not active.'),
  merchant_mismatch: row(403, auth, 'The merchant named is not the one of the credential.'),
  method_not_allowed: row(405, invalid, 'This path does not take this method.'),
  missing: row(500, api, 'The vault\'s answer could not be read.'),
  multipay_not_allowed: row(403, auth, 'This key may not make multi-pay tokens.'),
  oauth_token_required: row(403, auth, 'This endpoint needs an OAuth access token.'),
  order_already_paid: row(400, invalid, 'The order is already paid.'),
  order_over_paid: row(409, invalid, 'The payment is more than what is open.'),
  order_status_invalid: row(400, invalid, 'The order\'s status does not allow this.'),
  origin_not_registered: row(403, auth, 'The page\'s origin is not registered for this key.'),
  outcome_unknown: row(504, api, 'The acquirer has not given a final answer in time.'),
  parameter_missing: row(400, invalid, 'A required value is missing.'),
  partial_refund_not_allowed: row(400, invalid, 'Only the whole can be refunded.'),
  payment_not_completed: row(502, api, 'The payment was not completed; nothing is held.'),
  permission_missing: row(403, auth, 'The credential lacks a permission.'),
  plan_has_subscriptions: row(409, invalid, 'The plan has active subscriptions.'),
  processing_error: row(500, api, 'An error occurred inside this server.'),
  rate_limit: row(429, 'rate_limit_error', 'Too many requests.'),
  refund_declined: row(402, card, 'The refund was declined.'),
  refund_limit_exceeded: row(400, invalid, 'The refund is above the merchant\'s limit.'),
  refund_not_cancelable: row(400, invalid, 'The refund cannot be canceled.'),
  request_too_large: row(413, invalid, 'The body is larger than 65536 bytes.'),
  resource_missing: row(404, invalid, 'There is no such path or object.'),
  service_unavailable: row(503, api, 'The service is not available for the moment. Nothing was changed.'),
  session_expired: row(400, invalid, 'The session of the hosted fields has ended.'),
  stored_credentials_required: row(400, invalid, 'A multi-pay token needs stored_credentials.'),
  test_data_in_live: row(400, card, 'This server takes real cards only.'),
  threeds_expired: row(400, card, 'The 3-D Secure step was not finished in time.'),
  threeds_not_pending: row(400, invalid, 'The charge does not wait for 3-D Secure.'),
  token_already_used: row(400, invalid, 'The token has already been used.'),
  token_expired: row(400, invalid, 'The token has expired.'),
  token_in_use: row(409, invalid, 'Another request with this token is under way.'),
  unauthorized: row(401, auth, 'The credential is missing, malformed or unknown.'),
  unsupported_media_type: row(415, invalid, 'The body must be application/json.'),
  vault_locked: row(503, api, 'The vault is locked.'),
  wallet_payload_expired: row(400, card, 'The wallet payload has expired.'),
  wallet_payload_replayed: row(400, card, 'The wallet payload was already used.'),
} as const satisfies Record<string, CatalogueRow>

/** The one code with two rows (contract ERR-12): the other row of `processing_error`. */
export const RETURN_ABOVE_ORDER: CatalogueRow = row(400, invalid, 'The return is above what is left of the order.')

export type ErrorCode = keyof typeof CATALOGUE
