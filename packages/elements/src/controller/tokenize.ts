/** Makes a token: steps 3 to 5 of a call (contract 6.2). */
import { FRAMES_READY_MS, SEAL_MS } from '../shared/constants.ts'
import type { CardSummary, Tokenize } from '../shared/messages.ts'
import { cardOf, errorOf, refusedBy } from './answers.ts'
import { within } from './deadline.ts'
import type { Deadline } from './deadline.ts'
import type { Member, Members, SealAnswer } from './members.ts'
import { Refused } from './refused.ts'
import type { Reason } from './refused.ts'
import type { Session, Sessions } from './session.ts'
import { together, tokenRequest } from './token-request.ts'
import type { Ask, Reply } from './vault.ts'

export interface Token {
  readonly token: string
  readonly card: CardSummary
  readonly requestId: string | undefined
}

/** What a new session heals, unseen: the old one has ended, or its key has been retired. */
const STALE = ['session_expired', 'encryption_key_unknown']

const isSealed = (answer: SealAnswer): answer is Extract<SealAnswer, { t: 'sealed' }> => answer.t === 'sealed'

/** The postal code, when the settings require one and neither a field nor the page gives it (6.2 step 2). */
function lacking({ kind, billing }: Tokenize, members: readonly Member[], { postalCode }: Session): readonly Reason[] {
  if (kind !== 'card' || postalCode !== 'required' || billing.address_zip?.trim()) return []
  const mounted = members.some(({ keys }) => keys.includes('CARD_POSTAL_CODE'))
  return mounted ? [] : [{ key: 'CARD_POSTAL_CODE', code: 'not_mounted' }]
}

/** @throws Refused every field that is wrong, when one is: then nothing is sent. */
async function seal(call: Tokenize, members: readonly Member[], attempt: string, session: Session, deadline: Deadline) {
  const { session: id, kid, jwk } = session
  const request = { t: 'seal', call: call.call, attempt, session: id, kid, jwk } as const
  const answers = await within(Promise.all(members.map(member => member.seal(request))), deadline, SEAL_MS)
  const judged = answers.flatMap(answer => (answer.t === 'wrong' ? answer.errors : []))
  const wrong = [...judged, ...lacking(call, members, session)]
  if (wrong.length > 0) throw new Refused(wrong)
  return together(answers.filter(isSealed))
}

/**
 * Waits for the fields, has them seal, posts. A session that has ended on the way is renewed once (SDK-49).
 * @throws Refused with everything that stands in the way
 */
export async function makeToken(
  request: Tokenize,
  { members, sessions, ask, sdk }: { members: Members; sessions: Sessions; ask: Ask; sdk: string },
  deadline: Deadline,
): Promise<Token> {
  const attempt = crypto.randomUUID()
  const opening = sessions.current()
  // It is awaited below; until then a refusal is nobody's surprise.
  opening.catch(() => undefined)
  const joined = await within(members.all(request.frames), deadline, FRAMES_READY_MS)

  async function post(session: Session): Promise<{ reply: Reply; zip: string | undefined }> {
    const sealed = await seal(request, joined, attempt, session, deadline)
    const body = tokenRequest(request, joined, sealed, { session: session.session, attempt, sdk })
    const reply = await ask('/v1/tokens', body, deadline, attempt)
    return { reply, zip: sealed.plain.CARD_POSTAL_CODE }
  }

  const session = await within(opening, deadline)
  let posted = await post(session)
  if (posted.reply.status === 400 && STALE.includes(errorOf(posted.reply).code as string)) {
    posted = await post(await within(sessions.current(session), deadline))
  }
  const { reply, zip } = posted
  if (reply.status !== 200) throw refusedBy(request.kind, reply)
  return { ...cardOf(request.kind, reply, zip), requestId: reply.requestId }
}
