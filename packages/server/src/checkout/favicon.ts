import type { FastifyInstance } from 'fastify'
import { allowCaching } from './public-document.ts'

const TREFOIL = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24">
<style>g{fill:#1d6b48;stroke:#1d6b48}@media(prefers-color-scheme:dark){g{fill:#86d6ab;stroke:#86d6ab}}</style>
<g stroke-width="0"><circle cx="12" cy="7.2" r="4.7"/><circle cx="7.2" cy="14.4" r="4.7"/><circle cx="16.8" cy="14.4" r="4.7"/>
<path d="M12 12.5c.2 4-.5 7.3-2.3 10.2" fill="none" stroke-width="1.8" stroke-linecap="round"/></g></svg>`

/** Browsers ask for it without being told to. */
export function favicon(app: FastifyInstance): void {
  app.get('/favicon.ico', { schema: { hide: true } as object }, (_request, reply) =>
    allowCaching(reply).type('image/svg+xml').send(TREFOIL),
  )
}
