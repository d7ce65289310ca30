/** The hosted fields as browsers get them: files and frame documents, on two origins. */
import type { FastifyInstance } from 'fastify'
import { cspReports } from './csp-reports.ts'
import { frameRoutes } from './frames.ts'
import type { FramesOptions } from './frames.ts'
import type { Release } from './release.ts'
import { sdkFiles } from './sdk-files.ts'
import { serveRelease } from './served-release.ts'
import type { ElementsOrigins, ServedRelease } from './served-release.ts'

export { ELEMENTS_FOLDER, readManifest, readRelease, SdkMissingError } from './release.ts'
export type { Release } from './release.ts'
export { sendFile, servedFile } from './served-file.ts'
export type { ElementsOrigins } from './served-release.ts'

export interface ElementsOptions extends Pick<FramesOptions, 'mode' | 'fontOrigins' | 'embedding' | 'log'> {
  readonly release: Release
  /** Known once the server listens; they do not change afterwards (SDK-13). */
  readonly origins: () => ElementsOrigins
}

/** @param apps where checkout and the fields origin are answered */
export async function hostedFields(
  apps: { readonly checkout: FastifyInstance; readonly fields: FastifyInstance },
  { release, origins, ...rules }: ElementsOptions,
): Promise<void> {
  let served: { readonly origins: ElementsOrigins; readonly release: ServedRelease } | undefined
  const serve = () => {
    const now = origins()
    // A request can come while one of two ports is not known yet.
    const isCurrent = served?.origins.checkout === now.checkout && served.origins.fields === now.fields
    if (served === undefined || !isCurrent) served = { origins: now, release: serveRelease(release, now) }
    return served.release
  }
  const { version } = release
  sdkFiles(apps.checkout, version, serve)
  frameRoutes(apps.fields, { ...rules, version, release: serve, origins })
  await cspReports(apps.fields, rules.log)
}
