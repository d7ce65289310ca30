/** Checkout: what browsers get from us. */
import type { FastifyInstance } from 'fastify'
import { errorPages } from './error-page.ts'

export function checkoutPages(app: FastifyInstance): void {
  errorPages(app)
}
