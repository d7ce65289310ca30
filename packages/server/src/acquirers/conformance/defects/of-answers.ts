/** Wrong about what was answered, or about whether anything was. */
import { answersOf, APPROVED, cases, DECLINED, instead, MONEY, SENDS, sent, told } from './defect.ts'
import type { Outcome } from '../../connector.ts'
import type { Defect } from './defect.ts'

const TIMED_OUT = { kind: 'unknown', reason: 'timeout' }

export const OF_ANSWERS: readonly Defect[] = [
  {
    wrong: 'approves what it cannot read',
    fails: cases('malformed-answer'),
    connector: good => instead(good, MONEY, { kind: 'unknown', reason: 'unreadable' }, APPROVED),
  },
  {
    wrong: 'takes an answer that was cut off for a decline',
    fails: cases('close-under-way cut-off-answer'),
    connector: good => instead(good, MONEY, { kind: 'unknown', reason: 'cut_off' }, DECLINED),
  },
  {
    wrong: 'throws on a timeout',
    fails: cases(
      'answer-lost late-approval never-throws request-lost reversal-timed-out verification-silent',
      'void-timed-out',
    ),
    connector: good =>
      told(good, SENDS, outcome => {
        if (outcome.kind === 'unknown' && outcome.reason === 'timeout') throw new Error('The acquirer timed out.')
        return undefined
      }),
  },
  {
    wrong: 'says not_sent of what was sent and not answered',
    fails: cases('answer-lost late-approval request-lost'),
    connector: good => instead(good, MONEY, TIMED_OUT, { kind: 'not_sent' }),
  },
  {
    wrong: 'waits for ever for the answer to a verification',
    fails: cases('never-throws verification-silent'),
    connector: good =>
      sent(good, ['verify'], async (send, request) => {
        const outcome = await send(request)
        return outcome.kind === 'unknown' ? new Promise<Outcome>(() => {}) : outcome
      }),
  },
  {
    wrong: 'says unknown when not a byte could be sent',
    fails: cases('closed-sends-nothing unreachable'),
    connector: good => instead(good, MONEY, { kind: 'not_sent' }, { kind: 'unknown', reason: 'cut_off' }),
  },
  {
    wrong: 'gives up too early',
    fails: cases('slow-answer'),
    acquirerTimeoutMs: 700,
  },
  {
    wrong: 'approves code 85 on a charge',
    fails: cases('code-85-charge'),
    connector: good => instead(good, ['authorize'], { networkCode: '85' }, APPROVED),
  },
  {
    wrong: 'declines code 85 on a verification',
    fails: cases('capability-messages inquiry-tells-the-same repeat-verification verification'),
    connector: good => instead(good, ['verify'], { networkCode: '85' }, DECLINED),
  },
  {
    wrong: 'takes the approval of a part for one of the whole',
    fails: cases('partial-approval'),
    connector: good => instead(good, ['authorize'], { networkCode: '10' }, APPROVED),
  },
  {
    wrong: 'does not tell what a decline code means',
    fails: cases('decline partial-approval'),
    connector: good =>
      told(good, ['authorize'], outcome =>
        outcome.kind === 'declined' ? { ...outcome, declineCode: 'generic_decline' } : undefined,
      ),
  },
  {
    wrong: 'approves without an authorization code',
    fails: cases('approve inquiry-tells-the-same'),
    connector: good =>
      told(good, ['authorize'], outcome => (outcome.kind === 'approved' ? { ...outcome, authCode: '' } : undefined)),
  },
  {
    wrong: 'makes up checks of what was not sent',
    fails: cases('checks inquiry-tells-the-same'),
    connector: good =>
      told(good, ['authorize'], outcome => {
        if (outcome.kind !== 'approved') return undefined
        return { ...outcome, checks: { cvc: outcome.checks.cvc ?? 'pass', addressLine1: 'pass', addressZip: 'pass' } }
      }),
  },
  {
    wrong: 'tells the card number in the text of a decline',
    fails: cases('no-card-number'),
    connector: good => ({
      authorize: async request => {
        const outcome = await good.authorize(request)
        if (outcome.kind !== 'declined' || !('number' in request.card)) return outcome
        return { ...outcome, text: `${outcome.text} ${request.card.number.replace(/(?<=^(.{4})+)/g, ' ')}` }
      },
    }),
  },
  {
    wrong: 'tells the verification value in the text of an approval',
    fails: cases('inquiry-tells-the-same no-card-number'),
    connector: good => ({
      verify: async request => {
        const outcome = await good.verify(request)
        return 'text' in outcome ? { ...outcome, text: `CVV ${request.card.verificationCode}` } : outcome
      },
    }),
  },
  {
    wrong: 'takes the answer to another request for its own',
    fails: cases('foreign-answer-first'),
    host: host =>
      answersOf(host, (answers, frame) => {
        const { reference } = (JSON.parse(frame) as { body: { reference: string } }).body
        return answers.map(answer => answer.replace(/"reference":"[^"]*"/, `"reference":"${reference}"`))
      }),
  },
  {
    wrong: 'mixes up the answers of charges that are under way together',
    fails: cases('own-answers'),
    connector: good => {
      let latest: Promise<Outcome>
      return {
        authorize: async request => {
          const own = good.authorize(request)
          latest = own
          await own
          return latest
        },
      }
    },
  },
  {
    wrong: 'lets the last answer count',
    fails: cases('first-answer-counts'),
    host: host => answersOf(host, answers => answers.toReversed()),
  },
  {
    wrong: 'reads all that is on the line as one answer',
    fails: cases('duplicate-answer first-answer-counts foreign-answer-first'),
    host: host =>
      answersOf(host, answers => (answers.length > 1 ? [`${answers.join('').replaceAll('\n', '')}\n`] : answers)),
  },
  {
    wrong: 'swallows late answers',
    fails: cases('late-approval'),
    connector: () => ({ onLateAnswer: () => {} }),
  },
  {
    wrong: 'tells late answers twice',
    fails: cases('late-approval'),
    connector: good => ({
      onLateAnswer: listener =>
        good.onLateAnswer(answer => {
          listener(answer)
          listener(answer)
        }),
    }),
  },
]
