/** Checkout: what browsers get from us. */
import type { FastifyInstance } from 'fastify'
import { errorPages } from './error-page.ts'
import { favicon } from './favicon.ts'
import { referencePages } from './reference.ts'
import { startPage } from './start-page.ts'

export interface CheckoutOptions {
  readonly mode: 'sandbox' | 'live'
}

export async function checkoutPages(app: FastifyInstance, { mode }: CheckoutOptions): Promise<void> {
  favicon(app)
  errorPages(app)
  if (mode === 'sandbox') startPage(app)
  await referencePages(app)
}
