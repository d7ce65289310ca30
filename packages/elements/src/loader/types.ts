/**
 * The public types of the browser SDK (contract 14.1). They stand alone, so that `sdk.d.ts` for pages with a script tag
 * is this file and two globals; a test holds them equal to what the frames use.
 */

/** What `create` makes. */
export type ElementType =
  | 'CARD_NUMBER'
  | 'CARD_DATE'
  | 'CARD_CVV'
  | 'CARD_POSTAL_CODE'
  | 'CARD_NAME'
  | 'CARD_STREET_ADDRESS'
  | 'CARD_PHONE_NUMBER'
  | 'CARD_EMAIL_ADDRESS'
  | 'CARD'
  | 'GIFT_CARD_ELEMENTS'
  | 'ACH_ELEMENTS'
  | 'PAYMENT_REQUEST_BUTTON'
  | 'PAYMENT_REQUEST_BUTTON_APPLE_PAY'

/** One input; the keys of events and of `errors`. */
export type FieldKey =
  | Exclude<ElementType, 'CARD' | `${string}_ELEMENTS` | `PAYMENT_${string}`>
  | 'GIFT_CARD_NUMBER'
  | 'GIFT_CARD_SECURITY_CODE'

/** Card brands; `UNKNOWN` until one is left. */
export type Brand =
  | 'VISA'
  | 'MC'
  | 'AMEX'
  | 'DISCOVER'
  | 'DINERS_CLUB'
  | 'JCB'
  | 'UNIONPAY'
  | 'INTERAC'
  | 'MAESTRO'
  | 'ELO'
  | 'MIR'
  | 'TROY'
  | 'VERVE'
  | 'NARANJA'
  | 'HIPER'
  | 'HIPERCARD'
  | 'GIFT_CARD'
  | 'UNKNOWN'

/** Why a field is wrong. */
export type FieldErrorCode =
  'required' | 'incomplete' | 'invalid' | 'expired' | 'unsupported_brand' | 'contains_card_number' | 'not_mounted'

/** Every code there is (contract 6.6); a `switch` over it can be exhaustive. */
export type ErrorCode =
  | FieldErrorCode
  | 'network'
  | 'timeout'
  | 'rate_limited'
  | 'processing'
  | 'aborted'
  | 'busy'
  | 'key_unknown'
  | 'origin_not_registered'
  | 'merchant_mismatch'
  | 'multipay_not_allowed'
  | 'csp_blocked'
  | 'frame_unreachable'
  | 'script_failed'
  | 'insecure_context'
  | 'null_origin'
  | 'same_origin'
  | 'origin_invalid'
  | 'browser_unsupported'
  | 'key_missing'
  | 'key_private'
  | 'element_unknown'
  | 'container_missing'
  | 'element_unavailable'
  | 'destroyed'
  | 'font_refused'
  | 'internal'

/** Says what went wrong to a developer: `message` what happened, `hint` how to cure it, `docUrl` where to read on. */
export interface TrefoilError extends Error {
  readonly code: ErrorCode
  readonly hint: string
  readonly docUrl: string
}

/** What a page may know about one field (EVT-8 to EVT-12): never a value, a digit or a length. */
export interface FieldState {
  readonly touched: boolean
  /** A sentence for the shopper; the member is absent while there is nothing to say. */
  readonly error?: string
  readonly code?: FieldErrorCode
  readonly empty: boolean
  /** A token call would accept the value now. */
  readonly complete: boolean
  readonly focused: boolean
  /** Number fields only. */
  readonly brand?: Brand
  /** Number fields only: the brands that are still possible. */
  readonly brands?: readonly Brand[]
}

/** All fields of the instance, whichever fired. */
export type Aggregate = { readonly [K in FieldKey]?: FieldState }

/** Payloads by event name (contract 5.1). */
export interface EventMap {
  change: Aggregate
  blur: Aggregate
  focus: Aggregate
  ready: { type: ElementType }
  submit: { type: ElementType }
  escape: { type: ElementType }
  brandchange: { type: ElementType; brand: Brand; brands: readonly Brand[] }
  error: { type?: ElementType; code: ErrorCode; message: string; hint: string; docUrl: string }
  paymentMethodStart: unknown
  paymentMethod: unknown
  paymentMethodEnd: unknown
}

/** Second argument of a listener: which element fired (EVT-6). */
export interface EventMeta {
  event: keyof EventMap
  type: ElementType
  element: TrefoilElement
}

/** Called with the payload of its event. */
export type Listener<E extends keyof EventMap> = (payload: EventMap[E], meta: EventMeta) => void

/** Elements and instances are listened to in the same way. */
export interface Listenable {
  on<E extends keyof EventMap>(name: E, listener: Listener<E>): this
  off<E extends keyof EventMap>(name: E, listener?: Listener<E>): this
  once<E extends keyof EventMap>(name: E, listener: Listener<E>): this
}

/** Declarations of one selector, in camelCase or kebab-case; a number means px where CSS wants a length (STY-1). */
export interface StyleRule {
  readonly [property: string]: string | number
}

/** Rules by selector, or by an `@media` condition around selectors (contract 8.1). */
export interface Styles {
  readonly [selector: string]: StyleRule | { readonly [selector: string]: StyleRule }
}

/** Variables of the built-in themes (STY-14). */
export interface AppearanceVariables {
  readonly colorText?: string
  readonly colorPlaceholder?: string
  readonly colorBackground?: string
  readonly colorBorder?: string
  readonly colorPrimary?: string
  readonly colorDanger?: string
  readonly colorIcon?: string
  readonly fontFamily?: string
  readonly fontSize?: string | number
  readonly fontWeight?: string | number
  readonly lineHeight?: string | number
  readonly borderRadius?: string | number
  readonly borderWidth?: string | number
  readonly spacing?: string | number
  readonly focusRing?: string
}

/** Default look of the fields; styles win over it (STY-5). */
export interface Appearance {
  readonly theme?: 'none' | 'light' | 'dark' | 'auto'
  readonly variables?: AppearanceVariables
}

/** A font that the fields load; its origin must be a registered one (STY-11). */
export interface FontSource {
  readonly family: string
  readonly src: string
  readonly weight?: string
  readonly style?: string
  readonly unicodeRange?: string
}

/** Replaces any text of ours by its id, such as `number.invalid` (I18N-5). */
export interface Strings {
  readonly [id: string]: string
}

/** Options of an instance (contract 3). */
export interface CloverOptions {
  /** Never required; when given it must be the merchant of the key. */
  merchantId?: string
  /** `en-US`, `en-CA`, `fr-CA`, `es` or `auto`; default `en`. */
  locale?: string
  /** Default `true`. */
  showSecurePayments?: boolean
  /** Default `true`. */
  showPrivacyPolicy?: boolean
  /** Where the frames come from, when it is not what the script was delivered with (SDK-11). */
  fieldsOrigin?: string
  appearance?: Appearance
  fonts?: readonly FontSource[]
  strings?: Strings
  /** Default `auto`: the direction of the container. */
  direction?: 'auto' | 'ltr' | 'rtl'
  /** Deadline of a token call, 1,000 to 60,000 ms; default 14,000. */
  timeoutMs?: number
  /** After a failed token call, move the focus to the first wrong field; default `false`. */
  focusOnError?: boolean
  /** Wipe number and code after so many minutes without use, 1 to 60; default 30. */
  idleClearMinutes?: number
  /** Accepted brands; they can only narrow those of the merchant. */
  brands?: readonly Brand[]
  /** Explain on the console what is ignored; default `true` for test keys. */
  debug?: boolean
}

/** Names of the container's state classes (contract 9.4). */
export interface StateClasses {
  readonly base?: string
  readonly focused?: string
  readonly empty?: string
  readonly complete?: string
  readonly invalid?: string
  readonly autofilled?: string
  readonly disabled?: string
  readonly ready?: string
}

/** Options of an element (contract 4.3, FLD-1, FLD-3). */
export interface ElementOptions {
  styles?: Styles
  appearance?: Appearance
  placeholder?: string
  label?: string
  ariaLabel?: string
  hint?: string
  required?: boolean
  disabled?: boolean
  readOnly?: boolean
  /** Postal code: a strict format instead of any. */
  country?: 'US' | 'CA'
  /** Codes: dots instead of digits. */
  mask?: boolean
  autocomplete?: boolean
  showBrand?: boolean
  classes?: StateClasses
  showPhoneTypeDropDown?: boolean
  phoneNumberMask?: string
  /** `CARD` only. */
  postalCode?: 'auto' | 'show' | 'hide'
  /** `CARD` only. */
  name?: 'auto' | 'show' | 'hide'
  /** `CARD` only. */
  layout?: 'rows' | 'inline'
  /** Composites only. */
  labels?: 'hidden' | 'above'
  /** `GIFT_CARD_ELEMENTS` only. */
  securityCode?: 'optional' | 'required' | 'hide'
  paymentReqData?: object
  applePaymentRequest?: object
  sessionIdentifier?: string
}

/** One hosted field, or a composite of several. */
export interface TrefoilElement extends Listenable {
  readonly type: ElementType
  /** A copy of this field's entry of the aggregate. */
  readonly state: FieldState | undefined
  readonly isMounted: boolean
  /** @throws TrefoilError `container_missing` when the selector matches nothing */
  mount(target: string | Element): void
  update(options: ElementOptions | Styles): void
  unmount(): void
  destroy(): void
  clear(): void
  focus(): void
  blur(): void
  addEventListener<E extends keyof EventMap>(name: E, listener: Listener<E>): void
  removeEventListener<E extends keyof EventMap>(name: E, listener?: Listener<E>): void
}

/** A group of elements; all groups of an instance are one form. */
export interface ElementsGroup {
  /** @throws TrefoilError `element_unknown` */
  create(type: ElementType, stylesOrOptions?: Styles | ElementOptions | '' | null): TrefoilElement
}

/** What goes to the server with the card where no field is mounted for it. */
export interface BillingDetails {
  readonly address_line1?: string
  readonly address_line2?: string
  readonly address_city?: string
  readonly address_state?: string
  readonly address_zip?: string
  readonly address_country?: string
  readonly email?: string
  readonly phone?: string
}

/** Options of a token call (SDK-37). */
export interface TokenOptions {
  /** A token that can be charged again. */
  multipay?: boolean
  /** Used when no `CARD_NAME` is mounted. */
  name?: string
  /** Another name for `name`. */
  cardholderName?: string
  billing?: BillingDetails
  timeoutMs?: number
  signal?: AbortSignal
}

/** What a token stands for, as far as a page may know. */
export interface CardSummary {
  brand: Brand
  last4: string
  first6?: string
  exp_month?: string
  exp_year?: string
  address_zip?: string
}

/** Outcome of a token call that has made a token. */
export interface TokenSuccess {
  token: string
  card: CardSummary
  errors?: undefined
}

/** Outcome of a token call that has not: a sentence and a code for each field, or for the `FORM`. */
export interface TokenFailure {
  errors: { [K in FieldKey | 'FORM']?: string }
  codes: { [K in FieldKey | 'FORM']?: ErrorCode }
  requestId?: string
  token?: undefined
}

/** One form of one merchant. */
export interface CloverInstance extends Listenable {
  options: CloverOptions
  elements(): ElementsGroup
  /** Always resolves, within its deadline. */
  createToken(argument?: boolean | TokenOptions): Promise<TokenSuccess | TokenFailure>
  /** Always resolves, within its deadline. */
  createGiftCardToken(options?: TokenOptions): Promise<TokenSuccess | TokenFailure>
  /** Rejects with the `TrefoilError` that stands in the way. */
  ready(options?: { timeoutMs?: number }): Promise<void>
  destroy(): void
}

/** The global `Clover`, also `Trefoil`. */
export interface CloverConstructor {
  /** @throws TrefoilError `key_missing`, `key_private` */
  new (publicKey: string, options?: CloverOptions): CloverInstance
  readonly version: string
  readonly elementTypes: readonly ElementType[]
}
