/** Asking who pays (contract 6.5): the vault knows the card, and whom to ask about it. */
import type { Merchant } from '../../http/credentials.ts'
import type { AuthenticationAnswer, Refused, Token } from '../../vault/index.ts'
import type { PreparedCharge } from '../charges/authorize-charge.ts'
import { tokenWish } from '../charges/token-wish.ts'
import type { PaymentServices } from '../services.ts'
import type { AnsweredThreeds, Threeds } from './threeds.ts'

export interface Asked {
  readonly kind: 'asked'
  readonly threeds: AnsweredThreeds
  readonly token: Token
}

/**
 * Asks for the authentication of a charge, which holds its token from then on. May be repeated.
 * @param threeds what is known so far; its steps are over
 * @throws ApiError `acquirer_unavailable`
 */
export async function ask(
  services: PaymentServices,
  merchant: Merchant,
  prepared: PreparedCharge,
  threeds: Threeds,
): Promise<Refused | Asked> {
  const { browser = {}, stepsOver, stepResult } = threeds
  const wish = tokenWish(services, merchant, prepared)
  const result = await services.vault.authenticate({ ...wish, browser, stepsOver, stepResult })
  if (result.kind === 'refused') return result
  const known = answered(threeds, result.answer, services.checkoutOrigin())
  return { kind: 'asked', threeds: known, token: result.token }
}

/** The pending step is another one now, or there is none; what was wanted of the last one is used up. */
function answered(before: Threeds, answer: AuthenticationAnswer, checkoutOrigin: string): AnsweredThreeds {
  const { source, browser, serverTransactionId, stepsOver, flowStatuses, finalizedBy } = before
  const kept = { source, browser, serverTransactionId, stepsOver, flowStatuses, finalizedBy, result: answer.result }
  switch (answer.result) {
    case 'AUTHENTICATION_FAILED':
      return kept
    case 'THREEDS_METHOD_FLOW_REQUIRED':
    case 'CHALLENGE_FLOW_REQUIRED':
      return { ...kept, serverTransactionId: answer.serverTransactionId, step: stepOf(answer, checkoutOrigin) }
    default:
      return { ...kept, proof: answer.proof }
  }
}

type Step = Extract<AuthenticationAnswer, { serverTransactionId: string }>

function stepOf(answer: Step, checkoutOrigin: string): Readonly<Record<string, string>> {
  const { serverTransactionId, protocolVersion } = answer
  const address = (url: string) => new URL(url, checkoutOrigin).href
  const common = { threeds_server_transaction_id: serverTransactionId, threeds_protocol_version: protocolVersion }
  return answer.result === 'CHALLENGE_FLOW_REQUIRED'
    ? { acs_url: address(answer.acsUrl), acs_transaction_id: answer.acsTransactionId, ...common }
    : {
        method_url: address(answer.methodUrl),
        method_notification_url: address(answer.methodNotificationUrl),
        ...common,
      }
}
