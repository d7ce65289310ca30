/** Wrong about how much moves, how often, and what is undone. */
import { newId } from '../../../http/identifiers.ts'
import { APPROVED, cases, DECLINED, instead, SENDS, sent } from './defect.ts'
import type { Connector, FollowUpRequest } from '../../connector.ts'
import type { Defect } from './defect.ts'

/** Remembers what was charged, and lets a defect change the amount of what follows. */
function amountsOf(
  good: Connector,
  name: 'capture' | 'refund',
  change: (amountMinor: number, chargedMinor: number) => number,
): Partial<Connector> {
  const charged = new Map<string, number>()
  return {
    authorize: request => {
      charged.set(request.reference, request.amountMinor)
      return good.authorize(request)
    },
    [name]: (request: FollowUpRequest) => {
      const { amountMinor, originalReference } = request
      const chargedMinor = charged.get(originalReference) ?? amountMinor
      return good[name]({ ...request, amountMinor: change(amountMinor, chargedMinor) })
    },
  }
}

/** Gives every repeat of a message a reference of its own, so that the acquirer takes it for another one. */
function asNew(good: Connector, names: readonly (typeof SENDS)[number][]): Partial<Connector> {
  const seen = new Set<string>()
  return sent(good, names, (send, request) => {
    if (seen.has(request.reference)) return send({ ...request, reference: newId() })
    seen.add(request.reference)
    return send(request)
  })
}

export const OF_MONEY: readonly Defect[] = [
  {
    wrong: 'sends a repeat as a new transaction',
    fails: cases(
      'copies-authorization copies-capture copies-refund copies-reversal copies-sale copies-verification',
      'copies-void own-answers repeat-after-loss repeat-after-silence repeat-authorization repeat-capture',
      'repeat-decline repeat-refund repeat-reversal repeat-sale repeat-verification repeat-void',
      'reversal-then-copy void-timed-out',
    ),
    connector: good => asNew(good, SENDS),
  },
  {
    wrong: 'sends a repeated refund as a new one',
    fails: cases('copies-refund repeat-after-loss repeat-after-silence repeat-refund'),
    connector: good => asNew(good, ['refund']),
  },
  {
    wrong: 'refuses a copy while the first is under way',
    fails: cases(
      'copies-authorization copies-capture copies-refund copies-reversal copies-sale copies-verification',
      'copies-void',
    ),
    connector: good => {
      const underWay = new Set<string>()
      return sent(good, SENDS, async (send, request) => {
        if (underWay.has(request.reference)) return { kind: 'not_sent' }
        underWay.add(request.reference)
        return send(request).finally(() => underWay.delete(request.reference))
      })
    },
  },
  {
    wrong: 'adds the tip once more',
    fails: cases('tip'),
    connector: good => ({
      authorize: request => good.authorize({ ...request, amountMinor: request.amountMinor + request.tipMinor }),
    }),
  },
  {
    wrong: 'takes the money of an authorization at once',
    fails: cases(
      'answer-lost authorize capability-messages capture-above capture-part capture-twice capture-whole',
      'captures-at-once copies-authorization copies-capture duplicate-answer first-answer-counts',
      'foreign-answer-first inquiry-found late-approval refund-above-capture repeat-after-loss',
      'repeat-after-silence repeat-authorization repeat-capture slow-answer unreachable',
    ),
    connector: good => ({ authorize: request => good.authorize({ ...request, capture: true }) }),
  },
  {
    wrong: 'verifies a card by a charge of one cent',
    fails: cases('copies-verification repeat-verification verification verification-decline verification-silent'),
    connector: good => ({
      verify: request => good.authorize({ ...request, amountMinor: 1, tipMinor: 0, capture: true }),
    }),
  },
  {
    wrong: 'takes the whole when a part is to be captured',
    fails: cases('capture-part refund-above-capture'),
    // Amounts that provoke something are left alone: they are far below what they are captured from.
    connector: good =>
      amountsOf(good, 'capture', (part, charged) => (charged - part < 100 ? Math.max(part, charged) : part)),
  },
  {
    wrong: 'cuts a capture above the authorization down to it',
    fails: cases('capture-above'),
    connector: good => amountsOf(good, 'capture', (amount, charged) => Math.min(amount, charged)),
  },
  {
    wrong: 'cuts a refund above the charge down to it',
    fails: cases('refund-above'),
    connector: good => amountsOf(good, 'refund', (amount, charged) => Math.min(amount, charged)),
  },
  {
    wrong: 'gives back the whole whatever is to be refunded',
    fails: cases('copies-refund refund-above refund-part refund-two refunds-at-once repeat-refund'),
    connector: good => amountsOf(good, 'refund', (amount, charged) => (amount < 10_000 ? charged : amount)),
  },
  {
    wrong: 'approves a capture that was refused as a duplicate',
    fails: cases('capture-twice captures-at-once'),
    connector: good => instead(good, ['capture'], { networkCode: '94' }, APPROVED),
  },
  {
    wrong: 'approves a capture of what the acquirer does not know or has undone',
    fails: cases('capture-of-nothing reversal-of-authorization void-authorization'),
    connector: good => instead(good, ['capture'], { networkCode: '12' }, APPROVED),
  },
  {
    wrong: 'approves a refund that was refused',
    fails: cases('refund-above refund-above-capture refund-refused refund-two refunds-at-once'),
    connector: good => instead(good, ['refund'], { kind: 'declined' }, APPROVED),
  },
  {
    wrong: 'approves a void that was refused',
    fails: cases('void-meets-refund void-of-settled-refund void-settled'),
    connector: good => instead(good, ['void'], { kind: 'declined' }, APPROVED),
  },
  {
    wrong: 'confirms a reversal that was not answered',
    fails: cases('reversal-timed-out'),
    connector: good => instead(good, ['reverse'], { kind: 'unknown' }, APPROVED),
  },
  {
    wrong: 'confirms reversals without sending them',
    fails: cases(
      'copies-reversal inquiry-reversed inquiry-tells-the-same late-approval-reversed partial-approval',
      'repeat-reversal reversal-accepted reversal-meets-capture reversal-meets-charge',
      'reversal-of-authorization reversal-repeated reversal-then-copy reversal-timed-out reversal-unseen',
    ),
    connector: () => ({ reverse: () => Promise.resolve(APPROVED) }),
  },
  {
    wrong: 'confirms without sending it the reversal of a message that it has not sent itself',
    fails: cases('reversal-unseen'),
    connector: good => {
      const seen = new Set<string>()
      return {
        authorize: request => {
          seen.add(request.reference)
          return good.authorize(request)
        },
        reverse: request => (seen.has(request.originalReference) ? good.reverse(request) : Promise.resolve(APPROVED)),
      }
    },
  },
  {
    wrong: 'refuses to reverse twice',
    fails: cases('copies-reversal repeat-reversal reversal-repeated reversal-timed-out'),
    connector: good => {
      const reversed = new Set<string>()
      return {
        reverse: request => {
          if (reversed.has(request.originalReference)) return Promise.resolve(DECLINED)
          reversed.add(request.originalReference)
          return good.reverse(request)
        },
      }
    },
  },
]
