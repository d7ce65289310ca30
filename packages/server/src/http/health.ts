/** Health of this process, for whoever runs it. Outside the contract. */
import type { FastifyInstance } from 'fastify'

interface Pingable {
  query(text: string): Promise<unknown>
}

/**
 * `/healthz`: this process answers. `/readyz`: it can also do its work; 503 while the database is away, by the error
 * handler like everywhere.
 */
export function healthRoutes(app: FastifyInstance, database: Pingable): void {
  const schema = { hide: true } as object
  app.get('/healthz', { schema }, () => ({ status: 'ok' }))
  app.get('/readyz', { schema }, async () => {
    await database.query('select 1')
    return { status: 'ready', checks: { database: 'ok' } }
  })
}
