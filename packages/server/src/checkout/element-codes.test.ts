import { expect, test } from 'vitest'
import { ERROR_CODES } from '../../../elements/src/shared/codes.ts'
import { CATALOGUE } from '../http/error-catalogue.ts'
import { createHttpServer } from '../http/server.ts'
import pino from 'pino'
import { ELEMENT_CODES } from './element-codes.ts'
import { errorPages } from './error-page.ts'
import { privacyPage } from './privacy.ts'

const OPTIONS = {
  mode: 'sandbox',
  trustedProxies: [],
  checkoutOrigin: () => 'http://localhost:8080',
  logger: pino({ level: 'silent' }),
} as const

function pages(privacyUrl?: string) {
  const app = createHttpServer(OPTIONS)
  errorPages(app)
  privacyPage(app, privacyUrl)
  return (url: string) => app.inject({ method: 'GET', url, headers: { host: 'localhost' } })
}

test('SDK-52: every code of the browser SDK has a page, and no page is of a code that it does not send', async () => {
  expect(Object.keys(ELEMENT_CODES).sort()).toEqual([...ERROR_CODES].sort())
  const get = pages()
  for (const code of ERROR_CODES) {
    const { statusCode, body } = await get(`/errors/${code}`)
    expect([code, statusCode]).toEqual([code, 200])
    for (const heading of ['What happened', 'How to fix it']) expect(body).toContain(heading)
  }
})

test('SDK-52: a code that the API knows too has one page with both', async () => {
  const shared = ERROR_CODES.filter(code => Object.hasOwn(CATALOGUE, code))
  expect(shared).toContain('origin_not_registered')
  const { body } = await pages()('/errors/origin_not_registered')
  for (const heading of ['When it occurs', 'What happened']) expect(body).toContain(heading)
})

test("/privacy leads to the operator's policy, or is a page of our own", async () => {
  const own = await pages()('/privacy')
  expect([own.statusCode, own.headers['cache-control']]).toEqual([200, 'no-cache'])
  expect(own.body).toContain('What is kept')
  const theirs = await pages('https://operator.example/privacy?lang=en')('/privacy')
  expect([theirs.statusCode, theirs.headers['cache-control'], theirs.headers['location']]).toEqual([
    302,
    'no-cache',
    'https://operator.example/privacy?lang=en',
  ])
})
