/**
 * What the three parties say to each other (contract 10.6). Page and frames speak over the port that came with `init`;
 * fields and controller over a port of their own, which the page never holds.
 *
 * Everything is a plain object with `t`. A reader takes the members it knows, as own properties, checks each, and
 * ignores the rest, so that a newer side can say more.
 */
import type { ErrorCode, FieldErrorCode } from './codes.ts'
import type { Brand, ElementType, FieldKey } from './element-types.ts'

/** Locales with a table of strings. */
export type Locale = 'en' | 'en-CA' | 'fr-CA' | 'es'
export type Direction = 'ltr' | 'rtl'

/** A styles object as the page gave it; the frame compiles it (contract 8). Values: string, number or nested rules. */
export type RawStyles = { readonly [key: string]: unknown }

export interface Appearance {
  readonly theme?: 'none' | 'light' | 'dark' | 'auto'
  readonly variables?: { readonly [name: string]: string | number }
}

export interface FontSource {
  readonly family: string
  readonly src: string
  readonly weight?: string
  readonly style?: string
  readonly unicodeRange?: string
}

/** Options of contract 4.3 and FLD-1, FLD-3 that a frame needs, with the page's defaults left out. */
export interface FieldOptions {
  readonly placeholder?: string
  readonly label?: string
  readonly ariaLabel?: string
  /** Text of the page's own label for the container (A11Y-1). */
  readonly pageLabel?: string
  readonly hint?: string
  readonly required?: boolean
  readonly disabled?: boolean
  readonly readOnly?: boolean
  readonly country?: string
  readonly mask?: boolean
  readonly autocomplete?: boolean
  readonly showBrand?: boolean
  readonly showPhoneTypeDropDown?: boolean
  readonly phoneNumberMask?: string
  /** Of `CARD`. */
  readonly postalCode?: 'auto' | 'show' | 'hide'
  readonly name?: 'auto' | 'show' | 'hide'
  readonly layout?: 'rows' | 'inline'
  readonly labels?: 'hidden' | 'above'
  /** Of `GIFT_CARD_ELEMENTS`. */
  readonly securityCode?: 'optional' | 'required' | 'hide'
}

/** What can change while a field lives. */
export interface FieldLook {
  readonly options: FieldOptions
  readonly styles: RawStyles
  readonly appearance: Appearance
  /** `color-scheme` of the iframe element, which the document takes over (STY-15). */
  readonly colorScheme: string
  readonly direction: Direction
  /** Explain ignored styles on the console. */
  readonly debug?: boolean
}

// ---- page -> field -------------------------------------------------------------------------------------------------

export interface FieldInit extends FieldLook {
  readonly trefoil: 1
  readonly t: 'init'
  /** The frame's fragment. */
  readonly id: string
  readonly type: ElementType
  readonly locale: Locale
  /** Replacements by id, such as `number.invalid` (I18N-5). */
  readonly strings: { readonly [id: string]: string }
  readonly fonts: readonly FontSource[]
  /** Accepted brands; the server's list narrows them further. */
  readonly brands?: readonly Brand[]
  readonly idleClearMinutes: number
  readonly debug: boolean
  /** Fragment of the controller of the instance. */
  readonly controller: string
}

export type PageToField =
  | (FieldLook & { readonly t: 'update' })
  /** `key`: which input of a composite; its first (or first wrong one) when absent. */
  | { readonly t: 'focus'; readonly key?: FieldKey }
  | { readonly t: 'blur' }
  | { readonly t: 'clear' }
  /** A controller was made (again) and is ready to be joined. */
  | { readonly t: 'controller'; readonly id: string }

// ---- field -> page -------------------------------------------------------------------------------------------------

/**
 * `input`: the value was edited, cleared or wiped, or a change of brand made it wrong or right: the page fires `change`.
 * `sync`: the page only takes it over.
 */
export type StateCause = 'input' | 'focus' | 'blur' | 'sync'

export interface FieldStateMessage {
  readonly t: 'state'
  readonly key: FieldKey
  readonly cause: StateCause
  readonly touched: boolean
  readonly empty: boolean
  readonly complete: boolean
  readonly focused: boolean
  readonly autofilled: boolean
  readonly error?: string
  readonly code?: FieldErrorCode
  /** Number fields only. */
  readonly brand?: Brand
  readonly brands?: readonly Brand[]
}

export type FieldToPage =
  /** `keys`: the inputs that this frame holds, in order; `title`: what names its document, and the iframe (A11Y-3). */
  | { readonly t: 'ready'; readonly keys: readonly FieldKey[]; readonly title: string }
  | FieldStateMessage
  | { readonly t: 'submit' }
  | { readonly t: 'escape' }
  /** Height of the content, CSS px. */
  | { readonly t: 'size'; readonly height: number }
  | { readonly t: 'fault'; readonly code: ErrorCode }

// ---- page -> controller --------------------------------------------------------------------------------------------

export interface ControllerInit {
  readonly trefoil: 1
  readonly t: 'init'
  readonly id: string
  readonly publicKey: string
  readonly merchantId?: string
  /** Version of the page script. */
  readonly sdk: string
  readonly locale: Locale
  readonly strings: { readonly [id: string]: string }
}

export interface Billing {
  readonly address_line1?: string
  readonly address_line2?: string
  readonly address_city?: string
  readonly address_state?: string
  readonly address_zip?: string
  readonly address_country?: string
  readonly email?: string
  readonly phone?: string
}

export interface Tokenize {
  readonly t: 'tokenize'
  /** Number of the call, for `result` and `abort`. */
  readonly call: number
  readonly kind: 'card' | 'gift_card'
  /**
   * Fragments of the frames that take part. The controller waits until all have joined, asks each of them to seal or to
   * tell its plain values, and posts when none was wrong.
   */
  readonly frames: readonly string[]
  readonly multipay: boolean
  readonly name?: string
  readonly billing: Billing
  /** What is left of the whole call's time. */
  readonly timeoutMs: number
}

export type PageToController =
  | Tokenize
  | { readonly t: 'abort'; readonly call: number }
  | {
      readonly t: 'inventory'
      readonly scripts: readonly object[]
      readonly violations: readonly object[]
    }

// ---- controller -> page --------------------------------------------------------------------------------------------

export interface CardSummary {
  readonly brand: Brand
  readonly last4: string
  readonly first6?: string
  readonly exp_month?: string
  readonly exp_year?: string
  readonly address_zip?: string
}

export type ResultKey = FieldKey | 'FORM'

export interface ResultMessage {
  readonly t: 'result'
  readonly call: number
  readonly token?: string
  readonly card?: CardSummary
  readonly errors?: { readonly [K in ResultKey]?: string }
  readonly codes?: { readonly [K in ResultKey]?: ErrorCode }
  readonly requestId?: string
}

export type ControllerToPage =
  /** It may be joined; the session is still to come. */
  | { readonly t: 'ready' }
  /** The server has given a session. */
  | {
      readonly t: 'session'
      readonly mode: 'test' | 'live'
      readonly pageGuard: 'off' | 'report'
      readonly brands: readonly Brand[]
      readonly postalCode: 'optional' | 'required'
    }
  | { readonly t: 'fault'; readonly code: ErrorCode }
  | ResultMessage

// ---- field <-> controller ------------------------------------------------------------------------------------------

/** Posted to the controller's window with target `{fields}`, transferring the controller's end of a new port. */
export interface Join {
  readonly trefoil: 1
  readonly t: 'join'
  /** Fragment of the joining frame. */
  readonly id: string
  readonly keys: readonly FieldKey[]
}

export type FieldToController =
  | { readonly t: 'state'; readonly key: FieldKey; readonly empty: boolean; readonly brand?: Brand }
  /** What a browser filled into a companion input (FLD-19). */
  | { readonly t: 'companion'; readonly key: 'CARD_DATE' | 'CARD_NAME' | 'CARD_POSTAL_CODE'; readonly value: string }
  /**
   * The answer to `seal`: sealed values of number and codes, clear ones of the rest. Empty optional ones are left out.
   * A date is `MMYYYY`, all else the trimmed text.
   */
  | {
      readonly t: 'sealed'
      readonly call: number
      readonly jwes: { readonly [K in FieldKey]?: string }
      readonly plain: { readonly [K in FieldKey]?: string }
    }
  /** The answer to `seal` when an input was judged wrong; nothing was sealed. */
  | { readonly t: 'wrong'; readonly call: number; readonly errors: readonly WrongField[] }

export interface WrongField {
  readonly key: FieldKey
  readonly code: FieldErrorCode
  readonly error: string
}

export type ControllerToField =
  | { readonly t: 'welcome' }
  /** What the server's settings say; sent with the session, and on joining when it is there. */
  | { readonly t: 'settings'; readonly brands: readonly Brand[]; readonly postalRequired: boolean }
  /** The brand in the number field, for the code field (EVT-15). */
  | { readonly t: 'state'; readonly brand: Brand }
  | { readonly t: 'companion'; readonly key: FieldKey; readonly value: string }
  /** Judge everything, take the values as they are now, seal (SEC-14 to SEC-16). `jwk`: public P-256 key of the vault. */
  | {
      readonly t: 'seal'
      readonly call: number
      readonly attempt: string
      readonly session: string
      readonly kid: string
      readonly jwk: { readonly kty: 'EC'; readonly crv: 'P-256'; readonly x: string; readonly y: string }
    }
  /** The server named this field; the frame finds the sentence and shows it, touched. */
  | { readonly t: 'wrong'; readonly key: FieldKey; readonly code: FieldErrorCode }
