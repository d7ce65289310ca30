import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { cookieOf, fieldOf, startTestOauth } from '../oauth.test-support.ts'
import type { TestApp, TestOauth } from '../oauth.test-support.ts'
import { sweepOauth } from '../sweep.ts'

let oauth: TestOauth
let app: TestApp
beforeAll(async () => {
  oauth = await startTestOauth({ mode: 'live' })
  app = await oauth.newApp()
})
afterAll(() => oauth.close())

const signIn = (email: string, password: string) =>
  oauth.postForm('/oauth/session', { version: '2', query: `client_id=${app.id}&state=s`, email, password })

const isSignedIn = async (cookie: string) =>
  (await oauth.authorize(2, { client_id: app.id }, cookie)).body.includes('name="consent"')

describe('signing in', () => {
  test('leads back to the authorize call', async () => {
    const { email, password } = await oauth.newShop()
    const reply = await signIn(` ${email.toUpperCase()} `, password)
    expect([reply.statusCode, reply.headers.location]).toEqual([302, `/oauth/v2/authorize?client_id=${app.id}&state=s`])
    expect(await isSignedIn(cookieOf(reply))).toBe(true)
  })

  test('with a wrong password, an unknown address or nothing at all says the same and sets no cookie', async () => {
    const { email } = await oauth.newShop()
    const replies = [
      await signIn(email, 'wrong'),
      await signIn('nobody@shop.example', 'wrong'),
      await signIn(email, ''),
    ]
    for (const reply of replies) {
      expect([reply.statusCode, reply.headers['set-cookie']]).toEqual([400, undefined])
      expect(reply.body).toContain('E-mail or password is wrong')
      expect(fieldOf(reply.body, 'query')).toBe(`client_id=${app.id}&state=s`)
    }
  })

  test('an employee without a password cannot', async () => {
    const { email, employeeId } = await oauth.newShop()
    await oauth.sql('update platform.employee set password_hash = null where id = $1', [employeeId])
    expect((await signIn(email, '')).statusCode).toBe(400)
  })

  test('never leads to another site, whatever the form says', async () => {
    const { email, password } = await oauth.newShop()
    for (const query of ['//evil.example', '\r\nlocation: https://evil.example', '@evil.example/']) {
      const reply = await oauth.postForm('/oauth/session', { version: '2', query, email, password })
      expect(String(reply.headers.location)).toMatch(/^\/oauth\/v2\/authorize\?[^\r\n]*$/)
    }
    const form = { version: '//evil.example', query: '', email, password }
    expect((await oauth.postForm('/oauth/session', form)).statusCode).toBe(400)
  })
})

describe('PCI DSS 8.3.4: guesses', () => {
  const guess = (email: string, times: number) =>
    Promise.all(Array.from({ length: times }, () => signIn(email, 'wrong')))

  test('after ten the right password is refused too, in words that do not tell', async () => {
    const { email, password } = await oauth.newShop()
    await guess(email, 10)
    const locked = await signIn(email, password)
    expect([locked.statusCode, locked.body]).toMatchObject([
      400,
      expect.stringContaining('E-mail or password is wrong'),
    ])
  })

  test('after nine it is not, and a success starts the count anew', async () => {
    const { email, password } = await oauth.newShop()
    await guess(email, 9)
    expect((await signIn(email, password)).statusCode).toBe(302)
    await guess(email, 9)
    expect((await signIn(email, password)).statusCode).toBe(302)
  })

  test('the lock ends after 30 minutes of the database’s time, and further guesses do not prolong it', async () => {
    const { email, password, employeeId } = await oauth.newShop()
    await guess(email, 10)
    const lockedUntil = `select extract(epoch from locked_until - now())::float8 as s from platform.sign_in_attempt
                          where employee_id = $1`
    const first = (await oauth.sql(lockedUntil, [employeeId])).rows[0]!['s'] as number
    expect(first).toBeGreaterThan(1_780)
    expect(first).toBeLessThanOrEqual(1_800)
    await guess(email, 3)
    expect((await oauth.sql(lockedUntil, [employeeId])).rows[0]!['s']).toBeLessThanOrEqual(first)
    await oauth.sql(
      `update platform.sign_in_attempt set locked_until = now() - interval '1 second' where employee_id = $1`,
      [employeeId],
    )
    expect((await signIn(email, password)).statusCode).toBe(302)
  })

  test('locking one employee locks no other', async () => {
    const [first, second] = [await oauth.newShop(), await oauth.newShop()]
    await guess(first.email, 10)
    expect((await signIn(second.email, second.password)).statusCode).toBe(302)
  })
})

describe('a session', () => {
  const newSession = async () => {
    const { email, password } = await oauth.newShop()
    return cookieOf(await signIn(email, password))
  }
  const age = (cookie: string, column: 'last_used_at' | 'created_at', minutes: number) =>
    oauth.sql(
      `update platform.browser_session set ${column} = now() - make_interval(mins => $2) where session_hash = $1`,
      [oauth.hash(cookie.split('=')[1]!), minutes],
    )

  test('PCI DSS 8.2.8: ends after 30 minutes without use', async () => {
    const cookie = await newSession()
    await age(cookie, 'last_used_at', 29)
    expect(await isSignedIn(cookie)).toBe(true)
    await age(cookie, 'last_used_at', 29)
    expect(await isSignedIn(cookie)).toBe(true)
    await age(cookie, 'last_used_at', 31)
    expect(await isSignedIn(cookie)).toBe(false)
  })

  test('ends after 12 hours in any case', async () => {
    const cookie = await newSession()
    await age(cookie, 'created_at', 12 * 60 + 1)
    expect(await isSignedIn(cookie)).toBe(false)
  })

  test('ends with the merchant’s suspension', async () => {
    const shop = await oauth.newShop()
    const cookie = cookieOf(await signIn(shop.email, shop.password))
    await oauth.sql('update platform.merchant set active = false where id = $1', [shop.merchantId])
    expect(await isSignedIn(cookie)).toBe(false)
  })

  test('ends when its owner wants another account', async () => {
    const cookie = await newSession()
    const reply = await oauth.postForm('/oauth/session/end', { version: '2', query: `client_id=${app.id}` }, cookie)
    expect(reply.headers['set-cookie']).toMatch(/=; .*Max-Age=0/)
    expect(await isSignedIn(cookie)).toBe(false)
  })

  test('ends with the next sign-in, which gets a secret of its own', async () => {
    const { email, password } = await oauth.newShop()
    const first = cookieOf(await signIn(email, password))
    const form = { version: '2', query: `client_id=${app.id}`, email, password }
    const second = cookieOf(await oauth.postForm('/oauth/session', form, first))
    expect(second).not.toBe(first)
    expect(await isSignedIn(first)).toBe(false)
  })

  test('is swept away, with its consent pages, only once it is over', async () => {
    const [kept, over] = [await newSession(), await newSession()]
    await isSignedIn(over)
    await age(over, 'last_used_at', 31)
    await sweepOauth(oauth.databases.services)
    const { rows } = await oauth.sql('select 1 from platform.browser_session where session_hash = any($1)', [
      [kept, over].map(cookie => oauth.hash(cookie.split('=')[1]!)),
    ])
    expect(rows).toHaveLength(1)
    expect(await isSignedIn(kept)).toBe(true)
  })

  test('lives in a cookie that scripts and other sites do not get, and plain http does not if there is https', async () => {
    const { email, password } = await oauth.newShop()
    expect((await signIn(email, password)).headers['set-cookie']).toMatch(
      /^trefoil_session=trf_ss_[A-Za-z0-9_-]{43}; Path=\/; HttpOnly; SameSite=Lax$/,
    )
    const secure = await startTestOauth({ origin: 'https://api.example' })
    try {
      const shop = await secure.newShop()
      const form = { version: '2', query: 'client_id=x', email: shop.email, password: shop.password }
      expect((await secure.postForm('/oauth/session', form)).headers['set-cookie']).toMatch(
        /^__Host-trefoil_session=trf_ss_[A-Za-z0-9_-]{43}; Path=\/; HttpOnly; SameSite=Lax; Secure$/,
      )
    } finally {
      await secure.close()
    }
  })
})

describe('somebody who belongs to several businesses', () => {
  test('chooses one, and consents for that one', async () => {
    const email = 'both@shop.example'
    const fern = await oauth.newShop({ email, name: 'Fern' })
    await oauth.newShop({ email, name: 'Moss' })
    await oauth.newShop({ email, name: 'Other password', password: 'some other pass phrase' })
    const cookie = cookieOf(await signIn(email, fern.password))
    const { body } = await oauth.authorize(2, { client_id: app.id }, cookie)
    expect([body.includes('Fern'), body.includes('Moss'), body.includes('Other password')]).toEqual([true, true, false])
    expect(body).not.toContain('name="consent"')
    const form = { version: '2', query: `client_id=${app.id}`, merchant_id: fern.merchantId }
    await oauth.postForm('/oauth/session/merchant', form, cookie)
    const consent = await oauth.authorize(2, { client_id: app.id }, cookie)
    expect(consent.body).toContain('<strong>Fern</strong>')
  })

  test('cannot choose one that is not theirs', async () => {
    const email = 'two@shop.example'
    const { password } = await oauth.newShop({ email, name: 'Fern' })
    await oauth.newShop({ email, name: 'Moss' })
    const foreign = await oauth.newShop({ name: 'Foreign' })
    const cookie = cookieOf(await signIn(email, password))
    const form = { version: '2', query: `client_id=${app.id}`, merchant_id: foreign.merchantId }
    await oauth.postForm('/oauth/session/merchant', form, cookie)
    const { body } = await oauth.authorize(2, { client_id: app.id }, cookie)
    expect(body).toContain('Choose a business')
    expect(body).not.toContain('Foreign')
  })
})
