import { lookup } from 'node:dns/promises'
import type { Server } from 'node:http'
import type { FastifyInstance, FastifyListenOptions } from 'fastify'

/**
 * Makes `app.listen` take every address of a host name. `localhost` is two addresses: what listens on one of them only
 * is sometimes not there, and on the other there may be somebody else.
 * @param createServer a further server with the same routes
 */
export function listenOnEveryAddress(app: FastifyInstance, createServer: () => Server): void {
  const listenOnFirst = app.listen.bind(app) as (options: FastifyListenOptions) => Promise<string>
  const further: Server[] = []
  const closed: Promise<void>[] = []
  app.addHook('preClose', done => {
    for (const server of further) closed.push(new Promise(resolve => server.close(() => resolve())))
    done()
  })
  app.addHook('onClose', async () => void (await Promise.all(closed)))
  const listen = async ({ host = 'localhost', port = 0, ...options }: FastifyListenOptions = {}): Promise<string> => {
    const [first, ...others] = new Set((await lookup(host, { all: true })).map(({ address }) => address))
    const url = await listenOnFirst({ ...options, host: first, port })
    for (const address of others) {
      const server = createServer()
      if (await bind(server, address, portOf(app.server), port === 0)) further.push(server)
    }
    return url
  }
  app.listen = listen as typeof app.listen
}

/** @returns false when this machine lacks the address, or, with a port that nobody asked for, when it is taken there */
async function bind(server: Server, address: string, port: number, portIsAny: boolean): Promise<boolean> {
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(port, address, () => {
        server.off('error', reject)
        resolve()
      })
    })
    return true
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EADDRNOTAVAIL' || code === 'EAFNOSUPPORT' || (portIsAny && code === 'EADDRINUSE')) return false
    throw error
  }
}

function portOf(server: Server): number {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new TypeError('The server listens on no port.')
  return address.port
}
