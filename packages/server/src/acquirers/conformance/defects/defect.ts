/** How a defect is put around a connector that has none. */
import type { Approved, Connector, Declined, Outcome } from '../../connector.ts'
import type { AcquirerHost } from '../../sandbox/wire.ts'

/** A connector with one defect, and the cases of the suite that must tell of it: all of those, and no other. */
export interface Defect {
  /** What the connector does wrong. */
  readonly wrong: string
  /** Ids of the cases that fail. */
  readonly fails: readonly string[]
  /** The members that are not as they should be. */
  readonly connector?: (good: Connector) => Partial<Connector>
  /** Changes what the connector reads. */
  readonly host?: (host: AcquirerHost) => AcquirerHost
  /** How long the connector waits, when it is not as long as it should. */
  readonly acquirerTimeoutMs?: number
}

/** Ids of cases, as words. */
export function cases(...words: readonly string[]): readonly string[] {
  return words.flatMap(some => some.split(' '))
}

export const APPROVED: Approved = {
  kind: 'approved',
  networkCode: '00',
  authCode: 'OK0000',
  refNum: '000000000000',
  text: 'APPROVAL',
  checks: { cvc: null, addressLine1: null, addressZip: null },
}

export const DECLINED: Declined = {
  kind: 'declined',
  networkCode: '05',
  declineCode: 'do_not_honor',
  adviceCode: 'use_other_card',
  message: 'The card was declined.',
  text: 'DECLINE 05',
  checks: APPROVED.checks,
}

export const MONEY = ['authorize', 'capture', 'refund'] as const
export const SENDS = ['verify', ...MONEY, 'void', 'reverse'] as const

type Name = (typeof SENDS)[number]
interface AnyRequest {
  readonly merchantId: string
  readonly reference: string
}
type Send = (request: AnyRequest) => Promise<Outcome>

/** Messages that are sent in another way. */
export function sent(
  good: Connector,
  names: readonly Name[],
  how: (send: Send, request: AnyRequest, name: Name) => Promise<Outcome>,
): Partial<Connector> {
  const members = names.map(name => {
    const send = good[name].bind(good) as Send
    return [name, (request: AnyRequest) => how(send, request, name)] as const
  })
  return Object.fromEntries(members)
}

/** Messages whose outcome is told in another way; `undefined` leaves it as it is. */
export function told(
  good: Connector,
  names: readonly Name[],
  change: (outcome: Outcome) => Outcome | undefined,
): Partial<Connector> {
  return sent(good, names, async (send, request) => {
    const outcome = await send(request)
    return change(outcome) ?? outcome
  })
}

/** Tells one outcome in place of another, which is recognised by its members. */
export function instead(
  good: Connector,
  names: readonly Name[],
  of: Readonly<Record<string, string>>,
  replacement: Outcome,
): Partial<Connector> {
  return told(good, names, outcome => (matches(outcome, of) ? replacement : undefined))
}

export function matches(outcome: object, members: Readonly<Record<string, string>>): boolean {
  return Object.entries(members).every(([name, value]) => Reflect.get(outcome, name) === value)
}

/** A host whose answers to one request are changed before the connector reads them. */
export function answersOf(
  host: AcquirerHost,
  change: (answers: readonly string[], frame: string) => readonly string[],
): AcquirerHost {
  return {
    receive(frame, line) {
      let bytes = ''
      return host.receive(frame, {
        onBytes: chunk => void (bytes += chunk),
        onEnd() {
          for (const answer of change(bytes.split(/(?<=\n)/), frame)) line.onBytes(answer)
          line.onEnd()
        },
      })
    },
    close: () => host.close(),
  }
}

/** The members of a good connector, but for those with the defect. */
export function withDefect(good: Connector, { connector }: Defect): Connector {
  return {
    name: good.name,
    capabilities: good.capabilities,
    verify: request => good.verify(request),
    authorize: request => good.authorize(request),
    capture: request => good.capture(request),
    void: request => good.void(request),
    refund: request => good.refund(request),
    reverse: request => good.reverse(request),
    inquire: request => good.inquire(request),
    onLateAnswer: listener => good.onLateAnswer(listener),
    close: () => good.close(),
    ...connector?.(good),
  }
}
