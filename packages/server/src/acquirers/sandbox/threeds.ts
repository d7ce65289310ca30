/**
 * The simulated 3-D Secure server (contract 19.4). It keeps nothing: the card number tells what comes of an
 * authentication, and every id follows from its reference, so that a repeat is answered alike.
 */
import { createHash } from 'node:crypto'
import { containsCardNumber } from '../../http/card-data.ts'
import { testCardBehaviour } from '../test-cards.ts'
import type { AuthenticateRequest, AuthenticationAnswer, AuthenticationProof } from '../connector.ts'
import type { ThreedsResult } from '../test-cards.ts'

const PROTOCOL_VERSION = '2.2.0'
const ORDINARY: readonly ThreedsResult[] = ['AUTHENTICATION_SUCCESSFUL']

export function authenticate(request: AuthenticateRequest): AuthenticationAnswer {
  const result = resultOf(request)
  const protocolVersion = PROTOCOL_VERSION
  const serverTransactionId = uuidOf('server', request)
  switch (result) {
    case 'AUTHENTICATION_FAILED':
      return { result }
    case 'THREEDS_METHOD_FLOW_REQUIRED': {
      const methodUrl = `/sandbox/3ds/method/${serverTransactionId}`
      const methodNotificationUrl = `${methodUrl}/done`
      return { result, serverTransactionId, protocolVersion, methodUrl, methodNotificationUrl }
    }
    case 'CHALLENGE_FLOW_REQUIRED': {
      const acsUrl = `/sandbox/3ds/challenge/${serverTransactionId}`
      return { result, serverTransactionId, protocolVersion, acsUrl, acsTransactionId: uuidOf('acs', request) }
    }
    default:
      return { result, proof: proofOf(result, request) }
  }
}

/** Only a challenge can go either way; a method step that was not finished counts as skipped (contract CHG-19). */
function resultOf({ card, stepsOver, stepResult }: AuthenticateRequest): ThreedsResult {
  const results = testCardBehaviour(card.number).threeds ?? ORDINARY
  if (stepResult && results[stepsOver - 1] === 'CHALLENGE_FLOW_REQUIRED') {
    return stepResult === 'success' ? 'AUTHENTICATION_SUCCESSFUL' : 'AUTHENTICATION_FAILED'
  }
  return results[Math.min(stepsOver, results.length - 1)]!
}

const ECI = {
  AUTHENTICATION_SUCCESSFUL: ['05', '02'],
  AUTHENTICATION_ATTEMPTED: ['06', '01'],
  AUTHENTICATION_UNAVAILABLE: ['07', '00'],
} as const

function proofOf(result: keyof typeof ECI, request: AuthenticateRequest): AuthenticationProof {
  const [eci, eciOfMastercard] = ECI[result]
  return {
    eci: request.card.brand === 'MC' ? eciOfMastercard : eci,
    cavv:
      result === 'AUTHENTICATION_UNAVAILABLE' ? undefined : digest('cavv', request).subarray(0, 20).toString('base64'),
    dsTransactionId: uuidOf('ds', request),
    protocolVersion: PROTOCOL_VERSION,
  }
}

type Named = Pick<AuthenticateRequest, 'merchantId' | 'reference'>

function digest(purpose: string, { merchantId, reference }: Named): Buffer {
  return createHash('sha256').update(`${purpose} ${merchantId} ${reference}`).digest()
}

/** In the form of a UUID version 4; never one that would be refused in a body, as if it held a card number (GEN-20). */
function uuidOf(purpose: string, request: Named): string {
  for (let turn = 0; ; turn++) {
    const bytes = digest(`${purpose} ${turn}`, request)
    bytes[6] = (bytes[6]! & 0x0f) | 0x40
    bytes[8] = (bytes[8]! & 0x3f) | 0x80
    const hex = bytes.toString('hex')
    const parts = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)]
    const uuid = parts.join('-')
    if (!containsCardNumber(uuid)) return uuid
  }
}
