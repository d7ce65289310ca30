/** `GET /.well-known/trefoil-card-keys.json` (contract 5.4). */
import type { FastifyInstance } from 'fastify'
import type { CardKeys } from './card-keys.ts'

export const CARD_KEYS_PATH = '/.well-known/trefoil-card-keys.json'

/** A public document: every page may read it (contract GEN-12), and it may be kept for an hour (GEN-14). */
export function cardKeysRoute(app: FastifyInstance, cardKeys: Pick<CardKeys, 'published'>): void {
  app.get(CARD_KEYS_PATH, { schema: { hide: true } as object }, async (_request, reply) => {
    const set = await cardKeys.published()
    return reply
      .header('cache-control', 'public, max-age=3600')
      .header('access-control-allow-origin', '*')
      .type('application/json; charset=utf-8')
      .send(JSON.stringify(set))
  })
}
