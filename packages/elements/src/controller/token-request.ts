/** The body of a token request (contract 10.4). */
import type { FieldKey } from '../shared/element-types.ts'
import type { Billing, Tokenize } from '../shared/messages.ts'
import type { Member, SealAnswer } from './members.ts'

type Sealed = Extract<SealAnswer, { t: 'sealed' }>

/** Members of a card that the page may give where no field for them is mounted (SDK-37). */
const BILLING_FIELDS: readonly (readonly [FieldKey, keyof Billing])[] = [
  ['CARD_POSTAL_CODE', 'address_zip'],
  ['CARD_STREET_ADDRESS', 'address_line1'],
  ['CARD_PHONE_NUMBER', 'phone'],
  ['CARD_EMAIL_ADDRESS', 'email'],
]

/** Everything the frames have told, in one. */
export function together(answers: readonly Sealed[]): Pick<Sealed, 'jwes' | 'plain'> {
  const jwes: { [K in FieldKey]?: string } = {}
  const plain: { [K in FieldKey]?: string } = {}
  for (const answer of answers) {
    Object.assign(jwes, answer.jwes)
    Object.assign(plain, answer.plain)
  }
  return { jwes, plain }
}

function cardMember(
  { name, billing }: Tokenize,
  mounted: readonly FieldKey[],
  { jwes, plain }: Pick<Sealed, 'jwes' | 'plain'>,
): object {
  const address: { -readonly [K in keyof Billing]: Billing[K] } = { ...billing }
  for (const [key, member] of BILLING_FIELDS) {
    // A mounted field wins, also when the shopper has left it empty.
    if (mounted.includes(key)) address[member] = plain[key]
  }
  return {
    number_jwe: jwes.CARD_NUMBER,
    cvv_jwe: jwes.CARD_CVV,
    exp_month: plain.CARD_DATE?.slice(0, 2),
    exp_year: plain.CARD_DATE?.slice(2),
    name: mounted.includes('CARD_NAME') ? plain.CARD_NAME : name,
    ...address,
  }
}

/** What is undefined is left out when the body becomes JSON. */
export function tokenRequest(
  request: Tokenize,
  members: readonly Member[],
  sealed: Pick<Sealed, 'jwes' | 'plain'>,
  elements: { readonly session: string; readonly attempt: string; readonly sdk: string },
): object {
  if (request.kind === 'gift_card') {
    const { GIFT_CARD_NUMBER: number_jwe, GIFT_CARD_SECURITY_CODE: security_code_jwe } = sealed.jwes
    return { gift_card: { number_jwe, security_code_jwe }, elements }
  }
  const mounted = members.flatMap(member => member.keys)
  return {
    card: cardMember(request, mounted, sealed),
    multipay: request.multipay || undefined,
    elements,
  }
}
