import pino from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createHttpServer } from '../http/server.ts'
import { startTestPlatform } from './platform.test-support.ts'
import type { TestPlatform } from './platform.test-support.ts'

let world: TestPlatform
beforeAll(async () => {
  world = await startTestPlatform()
})
afterAll(() => world.close())

test('contract 3: the platform answers management, PAKMS and, once registered, OAuth', async () => {
  expect(world.platform.operations.map(({ method, url }) => `${method} ${url}`).sort()).toEqual([
    'GET /pakms/apikey',
    'GET /trefoil/v1/merchants/:mId',
    'GET /trefoil/v1/merchants/:mId/keys',
    'GET /v1/pakms/apikey',
    'GET /v3/merchants/:mId/gateway',
    'POST /trefoil/v1/apps',
    'POST /trefoil/v1/merchants',
    'POST /trefoil/v1/merchants/:mId/keys',
    'POST /trefoil/v1/merchants/:mId/keys/:keyId/deactivate',
    'POST /trefoil/v1/merchants/:mId/keys/:keyId/reactivate',
    'POST /trefoil/v1/merchants/:mId/keys/:keyId/rotate',
    'PUT /trefoil/v1/merchants/:mId',
    'PUT /trefoil/v1/merchants/:mId/keys/:keyId',
  ])
  const checkoutOrigin = () => 'https://checkout.example'
  const logger = pino({ level: 'silent' })
  const app = createHttpServer({ mode: 'sandbox', trustedProxies: [], checkoutOrigin, logger })
  await world.platform.registerOauth(app, {
    autoApprove: false,
    refuseCardDataInText: true,
    platformOrigin: () => 'https://api.example',
    checkoutOrigin,
  })
  const reply = await app.inject({ method: 'GET', url: '/oauth/token' })
  await app.close()
  expect([reply.statusCode, reply.json().error]).toEqual([400, 'invalid_request'])
})
