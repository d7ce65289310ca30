/**
 * The browser SDK as it was built: the files of one release, read when the server starts (contract of the elements,
 * section 2). What they become once the server's origins are known is in served-release.ts.
 */
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** The package that holds the built files, its version and the script manifest. */
export const ELEMENTS_FOLDER = join(import.meta.dirname, '../../../../elements')

/** What of the browser SDK is missing. The message says how to get it. */
export class SdkMissingError extends Error {
  override name = 'SdkMissingError'
}

/** One script of the manifest (SEC-40, PCI DSS 6.4.3), as a person has authorised it. */
export interface ManifestEntry {
  readonly file: string
  /** Of the file as built, before the two constants of SDK-10 are filled in. */
  readonly integrity: string
  readonly bytes: number
  readonly purpose: string
  readonly authorisedBy: string
  readonly packages: readonly { readonly name: string; readonly version: string }[]
}

export interface Release {
  readonly version: string
  /** Bytes by name, such as `sdk.js` or `brand/visa.svg`. */
  readonly files: ReadonlyMap<string, Buffer>
  readonly manifest: readonly ManifestEntry[]
}

/** In the page of the merchant, and served by checkout. */
export const PAGE_FILES = ['sdk.js', 'guard.js'] as const
/** In the frames, and served by the fields origin. */
export const FRAME_FILES = ['field.js', 'field.css', 'controller.js', 'why.js'] as const
const IMAGES = 'brand'

/** What the built `sdk.js` has in place of the two origins (SDK-10). */
export const FIELDS_CONSTANT = '__TREFOIL_FIELDS__'
export const CHECKOUT_CONSTANT = '__TREFOIL_CHECKOUT__'

/**
 * @param folder of the package, with `dist`, `package.json` and `scripts.json` in it
 * @throws SdkMissingError
 */
export async function readRelease(folder: string = ELEMENTS_FOLDER): Promise<Release> {
  const description = await readFile(join(folder, 'package.json'), 'utf8').catch(notBuilt)
  const { version } = JSON.parse(description) as { version: string }
  const files = new Map<string, Buffer>()
  for (const name of [...PAGE_FILES, ...FRAME_FILES]) {
    files.set(name, await readFile(join(folder, 'dist', name)).catch(notBuilt))
  }
  const sdk = files.get('sdk.js')!
  if (![FIELDS_CONSTANT, CHECKOUT_CONSTANT].every(constant => sdk.includes(constant))) notBuilt()
  for (const name of await images(join(folder, 'dist', IMAGES))) {
    files.set(`${IMAGES}/${name}`, await readFile(join(folder, 'dist', IMAGES, name)))
  }
  return { version, files, manifest: await readManifest(folder) }
}

/** @throws SdkMissingError */
export async function readManifest(folder: string = ELEMENTS_FOLDER): Promise<ManifestEntry[]> {
  const text = await readFile(join(folder, 'scripts.json'), 'utf8').catch(() => {
    throw new SdkMissingError(
      'The script manifest packages/elements/scripts.json is missing. Get it back from the release.',
    )
  })
  return JSON.parse(text) as ManifestEntry[]
}

function notBuilt(): never {
  throw new SdkMissingError('The browser SDK is not built. Run npm run build.')
}

async function images(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => [])
  return names.filter(name => /^[a-z0-9-]+\.svg$/.test(name))
}
