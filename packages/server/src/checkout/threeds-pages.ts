/**
 * The pages that a simulated 3-D Secure step leads to; a sandbox's only (contract 6.5, 19.4). Where a bank would ask its
 * customer, a tester says here how the step ends. Nobody has to: without an answer the card number decides (SBX-2).
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { html, sendPage } from '../http/html.ts'
import type { Page } from '../http/html.ts'

interface PendingStep {
  readonly result: string
  /** Minor units. */
  readonly amount: number
  readonly currency: string
}

/** What the pages know of steps that are pending. */
export interface ThreedsSteps {
  findStep(serverTransactionId: string): Promise<PendingStep | undefined>
  /** @returns false when the step is not pending any more */
  overrule(serverTransactionId: string, result: 'success' | 'failure'): Promise<boolean>
}

const ROOT = '/sandbox/3ds'
/** Shops post to these addresses from a frame, as they do to those of banks. */
const OPTIONS = { schema: { hide: true } as object, config: { takesForms: true } }

type Request = FastifyRequest<{ Params: { id: string } }>

/** @param steps absent where this process has none of the payments */
export function threedsPages(app: FastifyInstance, steps: ThreedsSteps | undefined): void {
  const show = (url: string, page: (request: Request) => Page | Promise<Page>) =>
    app.route({
      method: ['GET', 'POST'],
      url: ROOT + url,
      ...OPTIONS,
      handler: async (request, reply) => send(reply, await page(request as Request)),
    })

  async function challengeOf(id: string): Promise<PendingStep | undefined> {
    const step = await steps?.findStep(id)
    return step?.result === 'CHALLENGE_FLOW_REQUIRED' ? step : undefined
  }

  show('/challenge/:id', async ({ params: { id } }) => {
    if (!steps) return ELSEWHERE
    const step = await challengeOf(id)
    return step ? challengePage(id, priceOf(step)) : OVER
  })
  app.post<{ Params: { id: string } }>(`${ROOT}/challenge/:id/answer`, OPTIONS, async (request, reply) => {
    const answer = new URLSearchParams(String(request.body as Buffer | undefined)).get('result')
    const result = answer === 'success' ? 'success' : 'failure'
    const { id } = request.params
    const isTaken = (await challengeOf(id)) !== undefined && (await steps!.overrule(id, result))
    return send(reply, isTaken ? answeredPage(result) : OVER)
  })
  show('/method/:id', () => METHOD)
  show('/method/:id/done', () => METHOD_DONE)
}

const send = (reply: FastifyReply, page: Page): FastifyReply => sendPage(reply, { ...page, isFramable: true })

function challengePage(id: string, price: string): Page {
  return {
    title: 'Is this you?',
    formTargets: ["'self'"],
    body: html`<p>Your bank asks whether you are paying <strong>${price}</strong>.</p>
      <p class="quiet small">
        This page of the sandbox stands for that of the card’s bank. If nobody answers, the card number decides.
      </p>
      <form method="post" action="${ROOT}/challenge/${encodeURIComponent(id)}/answer" class="answers">
        <button name="result" value="failure" class="second">Fail</button>
        <button name="result" value="success">Authenticate</button>
      </form>`,
  }
}

const answeredPage = (result: 'success' | 'failure'): Page => ({
  title: result === 'success' ? 'Authenticated' : 'Not authenticated',
  body: html`<p>The shop can now finish: it calls <code>finalize_payment</code> for its charge.</p>`,
})

const ELSEWHERE: Page = {
  title: 'Is this you?',
  body: html`<p>
    In a frame, a card’s bank would ask its customer here who is paying. This process of the sandbox does not know: the
    card number decides.
  </p>`,
}

const OVER: Page = {
  title: 'Nothing to do here',
  status: 404,
  body: html`<p>No charge waits for this step. It may be finished already, or its 15 minutes are over.</p>`,
}

const METHOD: Page = {
  title: '3-D Secure method',
  body: html`<p>
      In a hidden frame, a card’s bank would have a look at the shopper’s browser here. The sandbox does not need to.
    </p>
    <p class="quiet small">The shop goes on with <code>finalize_payment</code>.</p>`,
}

const METHOD_DONE: Page = {
  title: '3-D Secure method: done',
  body: html`<p>A card’s bank tells this address that it has seen enough of the shopper’s browser.</p>`,
}

/** In words for the page: `$11.00`. */
function priceOf({ amount, currency }: PendingStep): string {
  const format = new Intl.NumberFormat('en-US', { style: 'currency', currency })
  return format.format(amount / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2))
}
