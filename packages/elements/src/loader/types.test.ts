/** What the public types promise; the compiler is the judge, and fails where an expected error is missing. */
import { expect, test } from 'vitest'
import type {
  Brand,
  CardSummary,
  CloverConstructor,
  CloverInstance,
  ElementType,
  ErrorCode,
  FieldKey,
  TokenFailure,
  TokenSuccess,
} from './index.ts'

function summary(result: TokenSuccess | TokenFailure): CardSummary | string {
  if (result.token !== undefined) {
    // @ts-expect-error a success has no codes
    void result.codes
    return result.card
  }
  // @ts-expect-error a failure has no card
  void result.card
  return Object.values(result.errors).join(' ')
}

/** Compiles only as long as each code is named: what is left for `default` is nothing. */
function kind(code: ErrorCode): 'field' | 'call' | 'setup' {
  switch (code) {
    case 'required':
    case 'incomplete':
    case 'invalid':
    case 'expired':
    case 'unsupported_brand':
    case 'contains_card_number':
    case 'not_mounted':
      return 'field'
    case 'network':
    case 'timeout':
    case 'rate_limited':
    case 'processing':
    case 'aborted':
    case 'busy':
      return 'call'
    case 'key_unknown':
    case 'origin_not_registered':
    case 'merchant_mismatch':
    case 'multipay_not_allowed':
    case 'csp_blocked':
    case 'frame_unreachable':
    case 'script_failed':
    case 'insecure_context':
    case 'null_origin':
    case 'same_origin':
    case 'origin_invalid':
    case 'browser_unsupported':
    case 'key_missing':
    case 'key_private':
    case 'element_unknown':
    case 'container_missing':
    case 'element_unavailable':
    case 'destroyed':
    case 'font_refused':
    case 'internal':
      return 'setup'
    default: {
      const left: never = code
      return left
    }
  }
}

/** Never runs: it only has to compile, or not. */
export function samples(Clover: CloverConstructor, clover: CloverInstance): void {
  const card = clover.elements().create('CARD_NUMBER', { placeholder: '1234', styles: { input: { fontSize: 16 } } })
  card.on('change', (aggregate, meta) => {
    const error: string | undefined = aggregate.CARD_NUMBER?.error
    const type: ElementType = meta.type
    void [error, type]
    // @ts-expect-error the aggregate holds no values
    void aggregate.CARD_NUMBER?.value
    // @ts-expect-error a page cannot change a state
    aggregate.CARD_NUMBER = undefined
  })
  clover.on('brandchange', ({ brand }) => void (brand satisfies Brand))
  // @ts-expect-error no such element
  clover.elements().create('CARD_PIN')
  // @ts-expect-error no such event
  card.on('keydown', () => undefined)
  // @ts-expect-error the key is needed
  void new Clover()
  // @ts-expect-error options are closed
  void new Clover('key', { colour: 'red' })
  // @ts-expect-error composites are no keys of the aggregate
  void ('CARD' satisfies FieldKey)
  void clover.createToken(true)
  void clover.createToken({ multipay: true, billing: { address_zip: '94041' } })
  // @ts-expect-error a number is no argument of a token call
  void clover.createToken(1)
}

test('RCT-1: token tells success from failure', () => {
  const card: CardSummary = { brand: 'VISA', last4: '4242' }
  expect(summary({ token: 'clv_1', card })).toBe(card)
  expect(summary({ errors: { FORM: 'Sorry.' }, codes: { FORM: 'network' } })).toBe('Sorry.')
})

test('RCT-1: a switch over the codes can be exhaustive', () => {
  expect([kind('expired'), kind('busy'), kind('csp_blocked')]).toEqual(['field', 'call', 'setup'])
})
