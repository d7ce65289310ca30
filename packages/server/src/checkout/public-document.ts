import type { FastifyReply } from 'fastify'

/** An hour: long enough to spare us repeats, short enough to show a new version on the day it is installed. */
const PUBLIC_FOR_AN_HOUR = 'public, max-age=3600'

/** For what is the same for everyone and holds nothing of anyone (contract GEN-14). */
export function allowCaching(reply: FastifyReply): FastifyReply {
  return reply.header('cache-control', PUBLIC_FOR_AN_HOUR)
}
