/** What pages load from checkout: the SDK, the page guard, and the lists of what they are (contract 2.1, SDK-5 to SDK-8). */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { PAGE_FILES } from './release.ts'
import { EVERGREEN, IMMUTABLE, sendFile } from './served-file.ts'
import type { ServedFile } from './served-file.ts'
import type { ServedRelease } from './served-release.ts'

/** @param version of the release, which stands in its addresses */
export function sdkFiles(app: FastifyInstance, version: string, release: () => ServedRelease): void {
  const serve = (url: string, pick: (release: ServedRelease) => ServedFile, cacheControl: string): void => {
    app.get(url, { schema: { hide: true } as object }, (request: FastifyRequest, reply: FastifyReply) =>
      sendFile(request, reply, pick(release()), cacheControl),
    )
  }
  // The same bytes for as long as there is a major version 1 (SDK-8).
  for (const url of ['/sdk.js', '/v1/sdk.js']) serve(url, ({ files }) => files.get('sdk.js')!, EVERGREEN)
  for (const name of PAGE_FILES) serve(`/${version}/${name}`, ({ files }) => files.get(name)!, IMMUTABLE)
  serve(`/${version}/sri.json`, ({ integrityList }) => integrityList, IMMUTABLE)
  serve(`/${version}/scripts.json`, ({ scripts }) => scripts, IMMUTABLE)
}
