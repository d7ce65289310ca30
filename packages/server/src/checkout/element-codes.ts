/** Every error code of the browser SDK (contract of the elements, 6.6, SDK-52): what happened, and how to fix it. */

export interface ElementCodeText {
  readonly when: string
  readonly cure: string
}

const text = (when: string, cure: string): ElementCodeText => ({ when, cure })

// prettier-ignore
export const ELEMENT_CODES = {
  required: text('A field that has to be filled in was empty when a token was asked for.', 'Show the sentence beside the field; the shopper fills it in and tries again.'),
  incomplete: text('A field holds the beginning of a value only, such as the first digits of a card number.', 'Show the sentence beside the field; the shopper completes it.'),
  invalid: text('A field holds a value that cannot be right, such as a card number with a wrong check digit.', 'Show the sentence beside the field; the shopper corrects it.'),
  expired: text('The expiry of the card lies in the past.', 'Show the sentence beside the field; the shopper uses another card or corrects the date.'),
  unsupported_brand: text('The card belongs to a brand that the merchant does not accept.', 'Show the sentence beside the field; the shopper uses another card. If the brand should be accepted, see which brands the page and the merchant\'s settings allow.'),
  contains_card_number: text('A card number was typed into a field for something else, such as the name. Only the card number field may hold one.', 'Show the sentence beside the field; the shopper takes the number out.'),
  not_mounted: text('A token was asked for, but a field that it needs was never mounted or has been unmounted.', 'Create and mount all fields of the card before you call createToken(), and keep them mounted until it answers.'),
  network: text('The payment service could not be reached: no connection, or one that broke.', 'Let the shopper try again. If it happens to all shoppers, see whether the vault of this server answers at /healthz.'),
  timeout: text('The payment service took longer to answer than a call may take.', 'Let the shopper try again. If it happens often, look at the response times of the server and its database.'),
  rate_limited: text('Too many tokens were asked for in a short time, from this page or this address.', 'Wait as long as the answer says before you try again. A form that asks once for each payment does not reach the limits.'),
  processing: text('The server failed while it made the token. Nothing was charged.', 'Let the shopper try again. If it persists, give the request id of the error to whoever operates the server.'),
  aborted: text('The call was cancelled, by its AbortSignal or because the elements were destroyed.', 'There is nothing to fix when your page did so on purpose.'),
  busy: text('A token was asked for while an earlier call had not been answered yet.', 'Disable the pay button until the first call has been answered.'),
  key_unknown: text('The server does not know the public key, or it was switched off, or it belongs to the other environment (a test key on a live server, or the reverse).', 'Compare the key in the page with the one that the server shows, and see that sdk.js comes from the server that issued it. A key that was rotated out works until its overlap is over.'),
  origin_not_registered: text('The page has an origin that is not registered for its key, so the server does not let the fields show there. A live key without any origin shows them nowhere.', 'Add the origin of the page, such as https://shop.example, to allowed_origins of the key. A port and www. are part of an origin. Reload the page a second later.'),
  merchant_mismatch: text('The page named a merchant who does not own the public key.', 'Give the constructor the merchant id that belongs to the key, or none.'),
  multipay_not_allowed: text('A multi-pay token was asked for with a key that may make single-pay tokens only.', 'Ask the operator to allow multi-pay tokens for the key, or ask for a single-pay token.'),
  csp_blocked: text('The Content-Security-Policy of the page stopped a frame or a script of the SDK.', 'Add what the hint of the error names: frame-src with the fields origin, and script-src with the address of sdk.js. The page needs nothing else.'),
  frame_unreachable: text('The frames of the fields do not answer, although the server lets them show on this page. A blocker, a proxy or the network stands between.', 'Open the fields origin that is named in the hint in the same browser. Allow it in content blockers and proxies, and see that the network lets it through.'),
  script_failed: text('The loader could not load sdk.js: it was blocked, the address is wrong, or its integrity does not match.', 'Open the address of the script in the browser. With an integrity attribute, use the version in the address and the value that its sri.json lists.'),
  insecure_context: text('The page was loaded over http. Browsers encrypt in secure contexts only, so the fields do not work there.', 'Serve the page over https. On your own machine, http://localhost works too.'),
  null_origin: text('The page has an opaque origin, as a file:// page or a sandboxed frame without allow-same-origin does. It cannot be told apart from others.', 'Serve the page from a web server, and give a sandboxed frame around it allow-same-origin.'),
  same_origin: text('The page itself is on the origin of the fields, where nothing keeps its scripts away from card data.', 'Serve the page from another origin.'),
  origin_invalid: text('The fields origin given by fieldsOrigin or data-fields-origin is no https: origin, nor http: on this machine.', 'Give an origin such as https://fields.example.com, without a path; or give none and let the script use the one it was served with.'),
  browser_unsupported: text('The browser lacks what the fields need, such as WebCrypto or message channels.', 'The shopper uses a current browser. Offer another way to pay to those who cannot.'),
  key_missing: text('The constructor was called without a public key.', 'Pass the public key, 32 hexadecimal characters: new Clover("…").'),
  key_private: text('The constructor was called with a private key or an access token. It is secret, and was just shown to a browser.', 'Pass the public key instead, and replace the secret that was in the page: whoever has seen the page may have it.'),
  element_unknown: text('An element was asked for by a type that does not exist.', 'Use one of the types that the documentation lists, such as CARD_NUMBER.'),
  container_missing: text('No element of the page matches what mount() was given, or it was removed.', 'Call mount() once the container is in the page, and see that the selector finds it.'),
  element_unavailable: text('The element exists but cannot be used here: this version of the SDK or this merchant does not offer it.', 'Show the other ways to pay. See the documentation for what the element needs.'),
  destroyed: text('The elements were destroyed before the call.', 'Make new elements, or destroy the old ones only when the payment is done.'),
  font_refused: text('A font of the fonts option comes from an origin that is not allowed. The field uses the next family.', 'Serve the font over https from an origin that is registered for the key, or ask the operator to list its origin.'),
  internal: text('The SDK met a state that it should never be in. No card data has left the fields.', 'Reload the page and try again. If it persists, report the code, the version of the SDK and the browser.'),
} as const satisfies Record<string, ElementCodeText>

export type ElementCode = keyof typeof ELEMENT_CODES
