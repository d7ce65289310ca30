/**
 * What the conformance suite must be told of a connector: how to make one, which amount or card provokes what, how to
 * look into the acquirer's books, and how time goes on. Everything but the four ways to act is data.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import type { CardToSend, Connector } from '../connector.ts'

/** The messages that move money by an amount; a provocation of the acquirer may hold for any of them. */
export type MoneyMessage = 'charge' | 'capture' | 'refund'

/** An amount or a card, or both, at which the acquirer behaves in a certain way. */
export interface Trigger {
  /** In minor units, without tip; the harness's ordinary amount when absent. */
  readonly amountMinor?: number
  /** Members that differ from the harness's ordinary card. */
  readonly card?: Partial<CardToSend>
  /** Messages that it holds for; all of them when absent. */
  readonly messages?: readonly MoneyMessage[]
}

export interface DeclineTrigger extends Trigger {
  /** Response code of the decline. */
  readonly networkCode: string
}

/** Said of a behaviour that the acquirer cannot be made to show: its cases are skipped and give this reason. */
export interface CannotBeProvoked {
  readonly cannot: string
}

/** What makes the acquirer behave in each of the ways that a connector must bear. */
export interface Provocations {
  readonly decline: DeclineTrigger
  /** The issuer approves a part of the amount (code 10). */
  readonly partialApproval: Trigger
  /** The issuer answers a charge with code 85, which approves verifications only. */
  readonly code85: Trigger
  readonly verificationDecline: DeclineTrigger
  /** The charge is approved, and every refund of it is refused. */
  readonly refundRefused: DeclineTrigger
  /** Not a byte can be sent. */
  readonly unreachable: Trigger
  /** The request is lost on its way: the acquirer never sees it, says so when asked, and answers a repeat. */
  readonly requestLost: Trigger
  /** Done, the answer lost; an inquiry finds it. */
  readonly answerLost: Trigger
  /** Declined, the answer lost; an inquiry finds it. */
  readonly declineLost: DeclineTrigger
  /** Done, the answer lost, inquiries not answered; a repeat or a reversal is. */
  readonly inquirySilent: Trigger
  /** As {@link inquirySilent}, and at least the next repeat or reversal is not answered either. */
  readonly reversalSilent: Trigger
  /** A void is done, its answer lost; a repeat is answered. */
  readonly voidSilent: Trigger
  readonly verificationSilent: Trigger
  /** Approved, and answered only so long after the timeout. */
  readonly late: Trigger & { readonly afterTimeoutMs: number }
  /** Approved shortly before the timeout. */
  readonly slow: Trigger
  /** The same approval twice. */
  readonly twice: Trigger
  /** An approval, then a decline for the same request. */
  readonly declineAfterApproval: Trigger
  /** The answer to another request, then the approval of this one. */
  readonly foreignAnswer: Trigger
  /** Done, and the answer is not readable. */
  readonly unreadable: Trigger
  /** Done, and the connection closes in the middle of the answer. */
  readonly cutOff: Trigger
}

export type Provocation = keyof Provocations

/** A transaction in the acquirer's own books. */
export interface BookedTransaction {
  readonly reference: string
  readonly kind: 'authorization' | 'sale' | 'capture' | 'refund' | 'void' | 'reversal' | 'verification'
  /** With tip, in minor units. */
  readonly amountMinor: number
  /** Approved, in whole or in part, and not undone. */
  readonly stands: boolean
}

/** The acquirer's side, as far as it can be looked at. */
export interface AcquirerSide {
  /** The whole books of a merchant. */
  transactions(merchantId: string): Promise<readonly BookedTransaction[]>
  /** Settles what a merchant has open; absent when it cannot be brought about. */
  settle?(merchantId: string): Promise<unknown>
}

export interface Time {
  /** Lets the acquirer do its part and time go on, until a call has settled or its time is up. */
  until(settled: Promise<unknown>): Promise<void>
  /** Lets the acquirer do its part, then so much time go by. */
  pass(durationMs: number): Promise<void>
  /** Timers that the connector holds, if they can be counted. */
  pendingTimers?(): number
}

/** A connector and the acquirer behind it, fresh for one case. */
export interface Stand {
  readonly connector: Connector
  readonly time: Time
  readonly acquirer?: AcquirerSide
  /** Lets go of what the stand holds; the connector has been closed before. */
  close(): Promise<void>
}

export interface Harness {
  open(): Stand | Promise<Stand>
  /** How long the connector waits for an answer. */
  readonly acquirerTimeoutMs: number
  /** Real time after which what does not come to an end is taken to hang. */
  readonly patienceMs: number
  /** A card and an amount that are approved. */
  readonly card: CardToSend
  readonly amountMinor: number
  /** An amount that is approved and above that of every trigger: what captures and refunds are taken from. */
  readonly largeAmountMinor: number
  readonly currency: string
  readonly provocations: { readonly [Name in Provocation]: Provocations[Name] | CannotBeProvoked }
  /** An approved card of each brand that is to be tried. */
  readonly cardsByBrand: Readonly<Record<string, string>>
}

/** Time that nobody can move: a harness whose acquirer answers over a network uses it. */
export const REAL_TIME: Time = {
  until: async settled => void (await settled),
  pass: durationMs => sleep(durationMs),
}
