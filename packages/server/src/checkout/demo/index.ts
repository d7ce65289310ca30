/** The demo shop, the playground and the page of Clover's guide; a sandbox's only (contract SDK-68 to SDK-72). */
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { ApiError } from '../../http/errors.ts'
import { html, sendPage } from '../../http/html.ts'
import { parseJsonBody } from '../../http/json-body.ts'
import { DEMO_FOLDER, demoAssets } from './assets.ts'
import { chargeToken } from './charge.ts'
import type { DemoFacts } from './charge.ts'
import { PRODUCTS, readOrder } from './order.ts'
import { APP, demoPolicy, GUIDE_FORM, sendDemoPage } from './page.ts'
import type { DemoOrigins } from './page.ts'

export interface DemoOptions {
  /** Credentials of the sandbox's merchant; undefined until they are made. */
  readonly facts: () => DemoFacts | undefined
  readonly origins: () => DemoOrigins
  readonly folder?: string
}

const HIDDEN = { schema: { hide: true } as object }
/** Minor units. */
const GUIDE_AMOUNT = 1000

/** A switch of the shop: `?frames=blocked` is its page under a policy that has forgotten the frames. */
const framesOf = ({ query }: FastifyRequest) =>
  (query as { frames?: unknown }).frames === 'blocked' ? 'blocked' : 'allowed'

export async function demoPages(app: FastifyInstance, { facts, origins, folder }: DemoOptions): Promise<void> {
  const known = (): DemoFacts => {
    const found = facts()
    if (!found) throw new ApiError('service_unavailable')
    return found
  }
  await demoAssets(app, folder ?? DEMO_FOLDER)
  app.get('/demo', HIDDEN, (request, reply) =>
    sendDemoPage(reply, { name: 'shop', title: 'Demo shop', body: APP, frames: framesOf(request) }, origins()),
  )
  app.get('/demo/playground', HIDDEN, (_request, reply) =>
    sendDemoPage(reply, { name: 'playground', title: 'Playground', body: APP }, origins()),
  )
  app.get('/demo/guide', HIDDEN, (_request, reply) =>
    sendDemoPage(
      reply,
      { name: 'guide', title: 'Clover’s guide', body: GUIDE_FORM, publicKey: known().publicKey },
      origins(),
    ),
  )
  app.get('/demo/facts', HIDDEN, request => ({
    publicKey: known().publicKey,
    checkout: origins().checkout,
    policy: demoPolicy(origins(), framesOf(request)),
    products: PRODUCTS,
  }))
  app.post('/demo/pay', HIDDEN, request =>
    chargeToken(known(), readOrder(parseJsonBody(request.body as Buffer | undefined))),
  )
  app.post('/demo/guide', { ...HIDDEN, config: { takesForms: true } }, async (request, reply) => {
    const token = new URLSearchParams(String(request.body as Buffer | undefined)).get('cloverToken')
    if (!token) throw new ApiError('parameter_missing', { param: 'cloverToken' })
    const { status } = await chargeToken(known(), { token, amountMinor: GUIDE_AMOUNT, tipMinor: 0 })
    return sendPage(reply, {
      title: status === 200 ? 'Paid' : 'Not paid',
      body: html`<p>The charge was answered with ${status}.</p>
        <p><a href="/demo/guide">Back to the form</a></p>`,
    })
  })
}
