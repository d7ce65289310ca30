/**
 * Every error code that this server can send (contract 2.3, ERR-12): status, type, what it tells the caller, when it
 * occurs and how to cure it. The pages under `/errors/<code>` and the API reference are made from the same rows.
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
  readonly when: string
  readonly cure: string
}

const row = (status: number, type: ErrorType, message: string, when: string, cure: string): CatalogueRow => ({
  status,
  type,
  message,
  when,
  cure,
})

const invalid = 'invalid_request_error'
const card = 'card_error'
const auth = 'authentication_error'
const api = 'api_error'
const idempotency = 'idempotency_error'

// prettier-ignore
export const CATALOGUE = {
  access_token_expired: row(401, auth, 'The access token has expired.', 'An OAuth access token was used after its expiry.', 'Refresh it with POST /oauth/v2/refresh and repeat the call.'),
  acquirer_unavailable: row(503, api, 'The acquirer cannot be reached. Nothing was sent.', 'No connection to the acquirer could be made; not a byte was sent.', 'Repeat the same request with the same idempotency key.'),
  address_not_allowed: row(403, auth, 'This key may not be used from your address.', 'The key has a list of allowed addresses and the caller is not on it.', 'Call from a listed address, or add yours to the key.'),
  agreement_required: row(400, invalid, 'A bank account needs the account holder\'s agreement.', 'An ACH token was asked for without a usable agreement.', 'Collect the consent and send it as ach.agreement.'),
  amount_too_large: row(400, invalid, 'The amount is larger than 99999999.', 'The amount, amount plus tip, or the order\'s total is above 99999999 minor units.', 'Lower the amount or split it.'),
  api_key_expired: row(401, auth, 'This key was rotated out and its overlap is over.', 'A merchant key was replaced and the time in which both work has passed.', 'Use the new key pair.'),
  api_key_inactive: row(401, auth, 'This API key is deactivated.', 'The public or private key was deactivated by the merchant, the operator or the system.', 'Ask the merchant or the operator to reactivate it.'),
  card_data_not_allowed: row(400, invalid, 'A card number was found where none belongs.', 'A text or number outside the card fields holds a card number.', 'Send card numbers only in the card fields of POST /v1/tokens.'),
  card_declined: row(402, card, 'The card was declined.', 'The issuer, the network, a bank, a gift card ledger or a rule of the merchant said no.', 'Act on decline_code and advice_code.'),
  card_limit_reached: row(400, invalid, 'The customer already has 50 cards.', 'A card was added to a customer with 50 stored cards.', 'Delete one first.'),
  card_on_file_missing: row(400, invalid, 'The customer has no stored card.', 'A customer without stored cards was used as source.', 'Store a card, or charge a token.'),
  charge_already_captured: row(400, invalid, 'The charge has already been captured.', 'A captured charge was captured again.', 'There is nothing to do.'),
  charge_already_refunded: row(400, invalid, 'Nothing is left to refund.', 'A fully refunded or voided charge was refunded.', 'There is nothing to do.'),
  charge_expired_for_capture: row(400, invalid, 'The authorization ran out before it was captured.', 'The authorization is past its lifetime.', 'Charge again.'),
  charge_not_capturable: row(400, invalid, 'The charge is in a state that cannot be captured.', 'The charge is declined, failed, voided or waits for 3-D Secure.', 'Read the charge and see its state.'),
  charge_not_refundable: row(400, invalid, 'The charge is in a state that cannot be refunded.', 'The charge is declined, failed, expired or waits for 3-D Secure, or it is a gift card activation.', 'Read the charge and see its state.'),
  charge_pending: row(409, invalid, 'The outcome of an earlier step of this charge is not known yet.', 'The outcome of the charge, of its capture or of a void of it is not known yet.', 'Wait, then read the charge.'),
  customer_has_subscriptions: row(409, invalid, 'The customer has active subscriptions.', 'A customer with active subscriptions, or its last card, was deleted.', 'Cancel the subscriptions first.'),
  duplicate_card: row(409, invalid, 'This card is already stored for the customer.', 'The same card with the same expiry is stored for this customer.', 'Use the stored card.'),
  email_invalid: row(400, invalid, 'The e-mail address is not valid.', 'The address has no single @, no domain with a dot, white space, or a wrong length.', 'Correct the address.'),
  encrypted_card_expired: row(400, invalid, 'The encrypted card is too old or from the future.', 'The iat of the JWE is outside its window.', 'Encrypt the card anew.'),
  encryption_key_unknown: row(400, invalid, 'The encryption key is unknown or retired.', 'The kid of the JWE is not in the key set any more.', 'Fetch the key set and encrypt anew.'),
  expired_card: row(400, card, 'The card has expired.', 'The expiry lies in the past when the token is made.', 'Ask for another card.'),
  feature_not_enabled: row(400, invalid, 'This feature is not enabled here.', 'The feature is off for the merchant, not offered for this kind of source, or not part of this server\'s version.', 'Enable it, or use another source.'),
  gift_card_already_active: row(400, card, 'The gift card is already active.', 'An active gift card was activated.', 'Reload it instead.'),
  gift_card_not_active: row(400, card, 'The gift card is not active.', 'A gift card was used that was never activated.', 'Activate it first.'),
  idempotency_key_in_use: row(409, idempotency, 'The first request with this idempotency key is still running.', 'A second request with the same key arrived while the first still ran.', 'Wait for Retry-After and repeat.'),
  idempotency_key_invalid: row(400, idempotency, 'The idempotency key is not valid.', 'The key is empty, longer than 255 characters or not printable ASCII.', 'Send a UUID.'),
  idempotency_key_reused: row(409, idempotency, 'This idempotency key belongs to a request with another body.', 'The same key was sent with a different body.', 'Use a new key for a new request.'),
  incorrect_cvc: row(400, card, 'The verification value has the wrong length for this card.', 'American Express has four digits, all other brands three.', 'Ask for it again.'),
  incorrect_number: row(400, card, 'The card number is not correct.', 'The number fails the Luhn check or has the wrong length for its brand.', 'Ask for it again.'),
  invalid_bank_account: row(400, card, 'The bank account number is not valid.', 'The number does not have 4 to 17 digits.', 'Ask for it again.'),
  invalid_card_type: row(400, invalid, 'The card brand is not known or not accepted.', 'The brand is outside the list, cannot be told from the number, or is not accepted by the merchant.', 'Leave out brand, or use a card of a supported brand.'),
  invalid_charge_amount: row(400, invalid, 'The amount is not valid.', 'The amount is not an integer, below its minimum, or above what may be captured or refunded.', 'Send a whole number of minor units (cents) within the limits.'),
  invalid_currency: row(400, invalid, 'The currency is not valid here.', 'The currency is not a three-letter ISO 4217 code, not enabled for the merchant, or not possible for this card brand.', 'Use an enabled currency.'),
  invalid_cvc: row(400, card, 'The verification value must have 3 or 4 digits.', 'The verification value is not 3 or 4 digits.', 'Ask for it again.'),
  invalid_encrypted_card: row(400, invalid, 'The encrypted card cannot be read.', 'The JWE is malformed, of a wrong algorithm or audience, or does not open.', 'Encrypt the card anew.'),
  invalid_expiry_month: row(400, card, 'The expiry month must be 1 to 12.', 'The month is absent, not one or two digits, or outside 1 to 12.', 'Ask for it again.'),
  invalid_expiry_year: row(400, card, 'The expiry year must have two or four digits.', 'The year is absent, not two or four digits, or outside 2000 to 2099.', 'Ask for it again.'),
  invalid_json: row(400, invalid, 'The body is not one complete JSON object.', 'The body cannot be parsed, is not an object, or is nested deeper than 32 levels.', 'Send one JSON object in UTF-8 and a Content-Length counted in bytes.'),
  invalid_number: row(400, card, 'The card number must have 12 to 19 digits.', 'The number is malformed.', 'Ask for it again.'),
  invalid_promotion_code: row(400, card, 'The promotion code is not known.', 'The promotion code is unknown.', 'Correct it.'),
  invalid_request: row(400, invalid, 'A value of the request is not valid.', 'A value is malformed and no closer code exists.', 'See param.'),
  invalid_routing_number: row(400, card, 'The routing number is not valid.', 'The number does not have nine digits or its check digit is wrong.', 'Ask for it again.'),
  invalid_tax_amount: row(400, invalid, 'The tax amount is not valid.', 'The tax is not an integer of 0 or more, or is more than the amount.', 'Correct it.'),
  invalid_tip_amount: row(400, invalid, 'The tip amount is not valid.', 'The tip is not an integer of 0 or more, or differs from the charge\'s tip at capture.', 'Correct it.'),
  invalid_wallet_payload: row(400, card, 'The wallet payload is not valid.', 'Signature, key, tag or content of the wallet payload is invalid.', 'Start the wallet sheet again.'),
  live_data_in_sandbox: row(400, card, 'The sandbox takes test cards only.', 'The sandbox was given a number that is not a test number.', 'Use a test card.'),
  merchant_inactive: row(403, auth, 'The merchant or the app\'s installation is not active.', 'The merchant is suspended or the app is uninstalled.', 'Contact the operator.'),
  merchant_mismatch: row(403, auth, 'The merchant named is not the one of the credential.', 'X-Clover-Merchant-Id or merchant_id differs from the credential\'s merchant.', 'Send the credential\'s own merchant id, or none.'),
  method_not_allowed: row(405, invalid, 'This path does not take this method.', 'The path exists, but not for this method.', 'See the Allow header.'),
  missing: row(500, api, 'The vault\'s answer could not be read.', 'The vault answered a tokenization with something unreadable.', 'Repeat the request.'),
  multipay_not_allowed: row(403, auth, 'This key may not make multi-pay tokens.', 'The public key is not granted multi-pay tokens, or the merchant\'s feature is off.', 'Grant it to the key.'),
  oauth_token_required: row(403, auth, 'This endpoint needs an OAuth access token.', 'A merchant key was used where only an OAuth token makes sense.', 'Use an OAuth access token; a merchant pair already has its public key.'),
  order_already_paid: row(400, invalid, 'The order is already paid.', 'Nothing is left to pay.', 'There is nothing to do.'),
  order_over_paid: row(409, invalid, 'The payment is more than what is open.', 'The payment would exceed the open amount of the order.', 'Lower the amount.'),
  order_status_invalid: row(400, invalid, 'The order\'s status does not allow this.', 'The order is canceled, or not paid yet for a return.', 'Read the order.'),
  origin_not_registered: row(403, auth, 'The page\'s origin is not registered for this key.', 'The hosted fields were opened on a page whose origin the key does not list.', 'Register the origin for the key.'),
  outcome_unknown: row(504, api, 'The acquirer has not given a final answer in time.', 'No final answer came from the acquirer in time.', 'Repeat with the same idempotency key, or read the charge.'),
  parameter_missing: row(400, invalid, 'A required value is missing.', 'A required input is absent.', 'Send it; see param.'),
  partial_refund_not_allowed: row(400, invalid, 'Only the whole can be refunded.', 'A part of an uncaptured charge was refunded, or the merchant\'s limits forbid it.', 'Refund in full.'),
  payment_not_completed: row(502, api, 'The payment was not completed; nothing is held.', 'An unknown outcome ended without a payment.', 'Start over with a new idempotency key.'),
  permission_missing: row(403, auth, 'The credential lacks a permission.', 'The credential is good but lacks a permission named in the error.', 'Grant it to the app, reinstall the app and get a new token.'),
  plan_has_subscriptions: row(409, invalid, 'The plan has active subscriptions.', 'A plan with active subscriptions was deactivated.', 'End them first.'),
  processing_error: row(500, api, 'An error occurred inside this server.', 'Something failed inside this server; or (400) a return is above what is left of the order.', 'Repeat with the same idempotency key; lower the amount of the return.'),
  rate_limit: row(429, 'rate_limit_error', 'Too many requests.', 'A rate limit was exceeded.', 'Back off and repeat later.'),
  refund_declined: row(402, card, 'The refund was declined.', 'The acquirer refused the refund.', 'See decline_code.'),
  refund_limit_exceeded: row(400, invalid, 'The refund is above the merchant\'s limit.', 'A rule of the merchant caps a single refund.', 'Lower it.'),
  refund_not_cancelable: row(400, invalid, 'The refund cannot be canceled.', 'The refund is settled, not successful, or was a void.', 'There is nothing to do.'),
  request_too_large: row(413, invalid, 'The body is larger than 65536 bytes.', 'The body is over 65,536 bytes.', 'Shrink it.'),
  resource_missing: row(404, invalid, 'There is no such path or object.', 'The path or the object is unknown, or belongs to another merchant.', 'Check the address and the id.'),
  service_unavailable: row(503, api, 'The service is not available for the moment. Nothing was changed.', 'The server is overloaded, or its database or vault is away.', 'Repeat with the same idempotency key after Retry-After.'),
  session_expired: row(400, invalid, 'The session of the hosted fields has ended.', 'The session is unknown, expired or of another key.', 'Open a new session.'),
  stored_credentials_required: row(400, invalid, 'A multi-pay token needs stored_credentials.', 'A multi-pay card token was charged without stored_credentials.', 'Send stored_credentials.'),
  test_data_in_live: row(400, card, 'This server takes real cards only.', 'A live server was given a test number.', 'Use a real card.'),
  threeds_expired: row(400, card, 'The 3-D Secure step was not finished in time.', 'A 3-D Secure step was not finished within 15 minutes.', 'Start over.'),
  threeds_not_pending: row(400, invalid, 'The charge does not wait for 3-D Secure.', 'A charge that waits for nothing was finalized.', 'Read the charge.'),
  token_already_used: row(400, invalid, 'The token has already been used.', 'A single-pay token was used again after a success.', 'Make a new token.'),
  token_expired: row(400, invalid, 'The token has expired.', 'A single-pay token was not used within 60 minutes.', 'Make a new token.'),
  token_in_use: row(409, invalid, 'Another request with this token is under way.', 'Another request with this token runs, or its outcome is not known yet.', 'Wait, then read the charge.'),
  unauthorized: row(401, auth, 'The credential is missing, malformed or unknown.', 'The credential is missing, malformed or unknown.', 'Send a good one.'),
  unsupported_media_type: row(415, invalid, 'The body must be application/json.', 'The Content-Type is not application/json.', 'Send JSON.'),
  vault_locked: row(503, api, 'The vault is locked.', 'The vault waits for its key custodians.', 'Repeat later.'),
  wallet_payload_expired: row(400, card, 'The wallet payload has expired.', 'The wallet payload is outside its time window.', 'Start the wallet sheet again.'),
  wallet_payload_replayed: row(400, card, 'The wallet payload was already used.', 'The wallet payload was already tokenized.', 'Start the wallet sheet again.'),
} as const satisfies Record<string, CatalogueRow>

/** The one code with two rows (contract ERR-12): the other row of `processing_error`. */
export const RETURN_ABOVE_ORDER: CatalogueRow = row(
  400,
  invalid,
  'The return is above what is left of the order.',
  'A return is above what is left of the order.',
  'Lower the amount of the return.',
)

export type ErrorCode = keyof typeof CATALOGUE
