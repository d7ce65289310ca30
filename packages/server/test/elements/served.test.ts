/** The hosted fields of a whole server: on two ports, with keys of its own database. */
import { rm } from 'node:fs/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabases } from '../support/index.ts'
import type { TestDatabases } from '../support/index.ts'
import { temporaryDirectory } from '../support/temporary-directory.ts'
import { startServer } from '../../src/app.ts'
import type { RunningServer } from '../../src/app.ts'
import { readConfig } from '../../src/config.ts'
import { createLogger } from '../../src/log.ts'
import { embedId } from '../../src/platform/index.ts'
import { builtPackage } from '../../src/checkout/elements/elements.test-support.ts'

let databases: TestDatabases
let dataDir: string
let server: RunningServer

const settings = () =>
  readConfig({
    DATABASE_URL: databases.url,
    TREFOIL_DATA_DIR: dataDir,
    TREFOIL_HOST: '127.0.0.1',
    TREFOIL_PORT: '0',
    TREFOIL_DATABASE_POOL_SIZE: '2',
  })

beforeAll(async () => {
  databases = await createTestDatabases()
  dataDir = await temporaryDirectory()
  server = await startServer(settings(), createLogger('silent'), await builtPackage())
})

afterAll(async () => {
  await server.close()
  await databases.close()
  await rm(dataDir, { recursive: true, force: true })
})

test('SDK-10, GEN-1: the script of a server names the origins where it listens', async () => {
  const { checkout, fields } = server.origins
  expect(checkout).not.toBe(fields)
  const text = await (await fetch(`${checkout}/sdk.js`)).text()
  expect(text).toContain(`"${fields}",c="${checkout}"`)
  // Pages of checkout are not on the origin of the fields, nor the other way round.
  expect((await fetch(`${fields}/sdk.js`)).status).toBe(404)
  expect((await fetch(`${checkout}/f/1.4.2/field.js`)).status).toBe(404)
})

test('SEC-24, KEY-8: the frames of a key follow its origins within a second', async () => {
  const { platform, origins } = server
  const { key } = await platform.createKeyPair({
    merchantId: (await platform.createMerchant({ name: 'Shop', defaultCurrency: 'usd' })).id,
    integrationType: 'IFRAME_API',
  })
  const address = `${origins.fields}/e/${embedId(key.publicKey)}/1.4.2/field.html`
  const policy = async () => (await fetch(address)).headers.get('content-security-policy')
  expect(await policy()).toContain('frame-ancestors *;')
  // As another process would do it.
  const text = 'update platform.api_key set allowed_origins = $1 where id = $2'
  await databases.owner.query({ text, values: [['https://shop.example'], key.id] })
  await expect.poll(policy, { timeout: 1_000, interval: 50 }).toContain('frame-ancestors https://shop.example;')
})

test('a start without the built SDK opens nothing and says what to do', async () => {
  const starting = startServer(settings(), createLogger('silent'), await temporaryDirectory())
  await expect(starting).rejects.toThrow('The browser SDK is not built. Run npm run build.')
})
