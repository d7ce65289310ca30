/** Checkout: what browsers get from us. */
import type { FastifyInstance } from 'fastify'
import { demoPages } from './demo/index.ts'
import type { DemoOptions } from './demo/index.ts'
import { errorPages } from './error-page.ts'
import { favicon } from './favicon.ts'
import { privacyPage } from './privacy.ts'
import { referencePages } from './reference.ts'
import { startPage } from './start-page.ts'
import { threedsPages } from './threeds-pages.ts'
import type { ThreedsSteps } from './threeds-pages.ts'

export { hostedFields, readRelease, SdkMissingError } from './elements/index.ts'
export type { ElementsOptions, Release } from './elements/index.ts'

export interface CheckoutOptions {
  readonly mode: 'sandbox' | 'live'
  /** The operator's privacy policy; a page of our own when absent. */
  readonly privacyUrl: string | undefined
  /** For the demo pages, which only a sandbox has. */
  readonly demo: Pick<DemoOptions, 'facts' | 'origins'>
  /** Of the simulated 3-D Secure, where the payments are in this process. */
  readonly threedsSteps?: ThreedsSteps
}

export async function checkoutPages(
  app: FastifyInstance,
  { mode, privacyUrl, demo, threedsSteps }: CheckoutOptions,
): Promise<void> {
  favicon(app)
  errorPages(app)
  privacyPage(app, privacyUrl)
  if (mode === 'sandbox') {
    startPage(app)
    threedsPages(app, threedsSteps)
    await demoPages(app, demo)
  }
  await referencePages(app, { mode, origins: demo.origins })
}
