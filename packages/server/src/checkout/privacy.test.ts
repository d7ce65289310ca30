import pino from 'pino'
import { expect, test } from 'vitest'
import { createHttpServer } from '../http/server.ts'
import { privacyPage } from './privacy.ts'

function get(privacyUrl?: string) {
  const app = createHttpServer({
    mode: 'sandbox',
    trustedProxies: [],
    checkoutOrigin: () => 'http://localhost:8080',
    logger: pino({ level: 'silent' }),
  })
  privacyPage(app, privacyUrl)
  return app.inject({ method: 'GET', url: '/privacy', headers: { host: 'localhost' } })
}

test("/privacy leads to the operator's policy, or is a page of our own", async () => {
  const own = await get()
  expect([own.statusCode, own.headers['cache-control']]).toEqual([200, 'no-cache'])
  expect(own.body).toContain('What is kept')
  const theirs = await get('https://operator.example/privacy?lang=en')
  expect([theirs.statusCode, theirs.headers['cache-control'], theirs.headers['location']]).toEqual([
    302,
    'no-cache',
    'https://operator.example/privacy?lang=en',
  ])
})
