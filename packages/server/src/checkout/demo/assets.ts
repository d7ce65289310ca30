/** The built files of the demo pages. */
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { ApiError } from '../../http/errors.ts'
import { sendFile, servedFile } from '../elements/index.ts'

export const DEMO_FOLDER = join(import.meta.dirname, '../../../../demo/dist')

export async function demoAssets(app: FastifyInstance, folder: string): Promise<void> {
  const names = (await readdir(folder).catch(() => [])).filter(name => /[.](js|css|svg)$/.test(name))
  const files = new Map(
    await Promise.all(names.map(async name => [name, servedFile(name, await readFile(join(folder, name)))] as const)),
  )
  app.get<{ Params: { name: string } }>(
    '/demo/assets/:name',
    { schema: { hide: true } as object },
    (request, reply) => {
      const file = files.get(request.params.name)
      if (!file) throw new ApiError('resource_missing')
      return sendFile(request, reply, file, 'no-cache')
    },
  )
}
