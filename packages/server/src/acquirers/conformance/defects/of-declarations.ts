/** Wrong about what it can do, or about having been closed. */
import { cases, DECLINED } from './defect.ts'
import type { AuthorizeRequest, Capabilities, Connector } from '../../connector.ts'
import type { Defect } from './defect.ts'

function declares(good: Connector, capabilities: Partial<Capabilities>): Pick<Connector, 'capabilities'> {
  return { capabilities: { ...good.capabilities, ...capabilities } }
}

function refuses(good: Connector, isRefused: (request: AuthorizeRequest) => boolean): Partial<Connector> {
  return { authorize: request => (isRefused(request) ? Promise.resolve(DECLINED) : good.authorize(request)) }
}

export const OF_DECLARATIONS: readonly Defect[] = [
  {
    wrong: 'declares voids and cannot send them',
    fails: cases(
      'capability-messages copies-void inquiry-tells-the-same repeat-void void-authorization void-captured',
      'void-meets-refund void-of-refund void-of-settled-refund void-settled void-timed-out void-unsettled',
    ),
    connector: () => ({ void: () => Promise.resolve({ kind: 'not_sent' }) }),
  },
  {
    wrong: 'declares captures of a part and no captures',
    fails: cases('capability-partial-capture capture-part'),
    connector: good => ({
      ...declares(good, { capture: false }),
      capture: () => Promise.resolve({ kind: 'not_sent' }),
    }),
  },
  {
    wrong: 'sends voids that it does not declare',
    fails: cases('capability-messages'),
    connector: good => declares(good, { void: false }),
  },
  {
    wrong: 'declares level 2 data and refuses it',
    fails: cases('capability-level2'),
    connector: good => refuses(good, request => request.level2 !== undefined),
  },
  {
    wrong: 'declares level 3 data and refuses it',
    fails: cases('capability-level3'),
    connector: good => refuses(good, request => request.level3 !== undefined),
  },
  {
    wrong: 'declares soft descriptors and refuses them',
    fails: cases('capability-soft-descriptor'),
    connector: good => refuses(good, request => request.softDescriptor !== undefined),
  },
  {
    wrong: 'declares external tokens and refuses them',
    fails: cases('capability-external-tokens'),
    connector: good => refuses(good, request => 'externalToken' in request.card),
  },
  {
    wrong: 'declares every currency and refuses those without two digits after the point',
    fails: cases('capability-currencies'),
    connector: good => refuses(good, request => request.currency !== 'usd'),
  },
  {
    wrong: 'declares a brand and refuses it',
    fails: cases('capability-brands'),
    connector: good => refuses(good, request => request.card.brand === 'DINERS_CLUB'),
  },
  {
    wrong: 'goes on after close as if nothing had happened',
    fails: cases('close-under-way close-leaves-no-timer close-then-silence closed-sends-nothing'),
    connector: () => ({ close: () => Promise.resolve() }),
  },
  {
    wrong: 'throws when it is closed',
    fails: cases('close-leaves-no-timer close-then-silence close-under-way closed-sends-nothing'),
    connector: () => ({ close: () => Promise.reject(new Error('There is something under way.')) }),
  },
]
