/** Servers on their ports: opened with errors that a user can mend, closed without dropping what is in flight. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'

/** Where the server was told to listen, it cannot; the message names the setting, its value and the cure. */
export class ListenError extends Error {
  override name = 'ListenError'
}

export interface Place {
  readonly host: string
  /** 0: any free port. */
  readonly port: number
  /** Where the port was set, for the message. */
  readonly setting: string
}

/**
 * @returns the port, which the system chose when it was 0
 * @throws ListenError
 */
export async function listenOn(app: FastifyInstance, place: Place): Promise<number> {
  const { host, port } = place
  try {
    await app.listen({ host, port })
  } catch (error) {
    const message = messageOf((error as NodeJS.ErrnoException).code, place)
    throw message === undefined ? error : new ListenError(message, { cause: error })
  }
  const address = app.server.address()
  return typeof address === 'object' && address ? address.port : port
}

function messageOf(code: string | undefined, { host, port, setting }: Place): string | undefined {
  switch (code) {
    case 'EADDRINUSE':
      return `Port ${port} on ${host} is in use (${setting}). Stop what listens there, or set TREFOIL_PORT to another.`
    case 'EACCES':
      return `Port ${port} on ${host} may not be opened by this user (${setting}). Set TREFOIL_PORT to 1024 or more.`
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `TREFOIL_HOST is "${host}". Allowed: a name or address of this machine.`
    default:
      return undefined
  }
}

/**
 * Takes no more requests and answers those in flight. Whoever is not done by then (a body that never ends, a connection
 * on which nothing was ever asked) is left behind, so that the database behind can still be stopped cleanly.
 */
export async function closeAll(apps: readonly FastifyInstance[], withinMs: number): Promise<void> {
  const deadline = new AbortController()
  const closed = Promise.all(apps.map(app => app.close()))
  const late = sleep(withinMs, undefined, { signal: deadline.signal }).catch(() => undefined)
  await Promise.race([closed, late]).finally(() => deadline.abort())
}
