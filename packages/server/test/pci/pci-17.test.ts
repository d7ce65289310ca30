/** PCI DSS 6.4.3: every script of a payment frame has a reason, a hash and somebody who authorised it. */
import { beforeAll, expect, test } from 'vitest'
import { builtPackage, ORIGINS, SOURCES, startWorld } from '../../src/checkout/elements/elements.test-support.ts'
import type { World } from '../../src/checkout/elements/elements.test-support.ts'
import { integrityOf } from '../../src/checkout/elements/served-file.ts'
import { scriptTags } from '../../src/checkout/page-watch/script-tags.ts'
import { differences } from '../../../elements/build/manifest.ts'
import { readRelease } from '../../src/checkout/elements/release.ts'

const KEY = 'k'.repeat(20)
const DOCUMENTS = ['field', 'controller', 'why']

interface Listed {
  readonly url: string
  readonly integrity: string
  readonly purpose: string
  readonly authorisedBy: string
}

const keys = { [KEY]: { active: true, allowedOrigins: ['https://shop.example'] } }
let world: World
beforeAll(async () => {
  world = await startWorld({ keys })
})

const fetched = (app: World['checkout'], url: string) => app.inject({ method: 'GET', url, headers: { host: 'h' } })

async function manifestOf({ checkout }: World): Promise<Listed[]> {
  return (await fetched(checkout, '/1.4.2/scripts.json')).json<Listed[]>()
}

test.each(DOCUMENTS)('PCI-17: every script of %s.html is in the manifest, with reason and hash', async document => {
  const page = await fetched(world.fields, `/e/${KEY}/1.4.2/${document}.html`)
  const tags = scriptTags(page.body, `${ORIGINS.fields}/e/${KEY}/1.4.2/${document}.html`)
  const manifest = await manifestOf(world)
  expect(tags).toHaveLength(1)
  for (const { src, integrity } of tags) {
    const listed = manifest.find(({ url }) => url === src)
    expect(listed?.purpose).toMatch(/\S/)
    expect(listed?.authorisedBy).toMatch(/\S/)
    expect(integrity).toBe(listed?.integrity)
    const { rawPayload } = await fetched(world.fields, new URL(src!).pathname)
    expect(integrityOf(rawPayload)).toBe(integrity)
    // The policy lets these scripts run and no others.
    expect(page.headers['content-security-policy']).toContain(`; script-src ${src}; `)
  }
})

test('PCI-17: the manifest lists what is served, and nothing that is not', async () => {
  for (const { url, integrity } of await manifestOf(world)) {
    const app = url.startsWith(`${ORIGINS.fields}/`) ? world.fields : world.checkout
    const { statusCode, rawPayload } = await fetched(app, new URL(url).pathname)
    expect([statusCode, integrityOf(rawPayload)]).toEqual([200, integrity])
  }
})

test('PCI-17: one changed byte of a built script is no longer what was authorised', async () => {
  const folder = await builtPackage({ ...SOURCES, 'field.js': SOURCES['field.js']!.replace('field', 'fielD') })
  const { files, manifest } = await readRelease(folder)
  const asBuilt = manifest.map(entry => ({ ...entry, integrity: integrityOf(files.get(entry.file)!) }))
  expect(differences(asBuilt, manifest)).toEqual(['field.js differs from the manifest.'])
  expect(differences(manifest, manifest)).toEqual([])
})
