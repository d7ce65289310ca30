/** Wrong about what the acquirer said when it was asked. */
import { APPROVED, cases, matches } from './defect.ts'
import type { Connector, InquiryOutcome } from '../../connector.ts'
import type { Defect } from './defect.ts'

function found(good: Connector, of: Readonly<Record<string, string>>, replacement: InquiryOutcome): Partial<Connector> {
  return {
    inquire: async request => {
      const outcome = await good.inquire(request)
      return matches(outcome, of) ? replacement : outcome
    },
  }
}

export const OF_INQUIRIES: readonly Defect[] = [
  {
    wrong: 'says not_found of an approval that the acquirer has',
    fails: cases('capability-messages inquiry-found inquiry-tells-the-same'),
    connector: good => found(good, { kind: 'approved' }, { kind: 'not_found' }),
  },
  {
    wrong: 'says not_found of a decline that the acquirer has',
    fails: cases('inquiry-found-declined'),
    connector: good => found(good, { kind: 'declined' }, { kind: 'not_found' }),
  },
  {
    wrong: 'says not_found when the inquiry was not answered',
    fails: cases('inquiry-patience inquiry-unanswered'),
    connector: good => found(good, { kind: 'unknown' }, { kind: 'not_found' }),
  },
  {
    wrong: 'says unknown of what the acquirer has not seen',
    fails: cases('inquiry-not-found inquiry-request-lost'),
    connector: good => found(good, { kind: 'not_found' }, { kind: 'unknown', reason: 'timeout' }),
  },
  {
    wrong: 'finds the approval of what was reversed since',
    fails: cases('inquiry-reversed inquiry-reversed-unseen'),
    connector: good => found(good, { kind: 'reversed' }, APPROVED),
  },
  {
    wrong: 'waits for an inquiry as long as for a charge',
    fails: cases('inquiry-patience'),
    connector: good => ({
      inquire: ({ merchantId, reference }) => good.inquire({ merchantId, reference }),
    }),
  },
  {
    wrong: 'throws when an inquiry is not answered',
    fails: cases('inquiry-patience inquiry-unanswered never-throws'),
    connector: good => ({
      inquire: async request => {
        const outcome = await good.inquire(request)
        if (outcome.kind === 'unknown') throw new Error('The acquirer timed out.')
        return outcome
      },
    }),
  },
]
