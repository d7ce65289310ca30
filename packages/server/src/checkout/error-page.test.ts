import pino from 'pino'
import { expect, test } from 'vitest'
import {
  CALL_ERROR_CODES,
  ERROR_CODES,
  FIELD_ERROR_CODES,
  SETUP_ERROR_CODES,
} from '../../../elements/src/shared/codes.ts'
import { containsCardNumber } from '../http/card-data.ts'
import { CATALOGUE, RETURN_ABOVE_ORDER } from '../http/error-catalogue.ts'
import type { CatalogueRow } from '../http/error-catalogue.ts'
import { ApiError, errorBody, REASON_PHRASES } from '../http/errors.ts'
import { createHttpServer } from '../http/server.ts'
import { readErrorArticles } from './error-articles.ts'
import { errorPages } from './error-page.ts'

const API_CODES = Object.entries(CATALOGUE) as [string, CatalogueRow][]
const ALL_CODES = [...new Set([...Object.keys(CATALOGUE), ...ERROR_CODES])].sort()
const ARTICLES = readErrorArticles()
/** In this order. */
const SECTIONS = ['What happened', 'When exactly', 'How to fix it', 'Retry?', 'Example']

const app = createHttpServer({
  mode: 'sandbox',
  trustedProxies: [],
  checkoutOrigin: () => 'https://checkout.example',
  logger: pino({ level: 'silent' }),
})
errorPages(app)
const get = (url: string) => app.inject({ method: 'GET', url, headers: { host: 'localhost' } })

/** Text as a reader sees it. */
function plain(page: string): string {
  const text = page.slice(page.indexOf('<main>')).replace(/<[^>]+>/g, '')
  return text
    .replaceAll('&#39;', "'")
    .replaceAll('&quot;', '"')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
}

/** The JSON at the end of an article. */
function exampleOf(code: string): unknown {
  return JSON.parse(/## Example\n[^]*```json\n([^]*)\n```\n$/.exec(ARTICLES.get(code)!.text)?.[1] ?? 'null')
}

/** What stands under each heading, as text. */
function sectionsOf(page: string): [heading: string, length: number][] {
  const [, ...parts] = page.split('<h2>')
  return parts.map(part => [part.slice(0, part.indexOf('</h2>')), plain(`<main>${part}`).trim().length])
}

test('ERR-13: every code of the API and of the hosted fields has one file, and every file has a code', () => {
  expect([...ARTICLES.keys()]).toEqual(ALL_CODES)
})

test('ERR-13: the page of every code of the API says when the error occurs and how to fix it', async () => {
  for (const [code, { status, type }] of API_CODES) {
    const { statusCode, headers, body } = await get(`/errors/${code}`)
    expect([code, statusCode, headers['content-type']]).toEqual([code, 200, 'text/html; charset=utf-8'])
    for (const part of [code, `HTTP ${status}`, type]) expect(plain(body)).toContain(part)
    expect(sectionsOf(body).map(([heading]) => heading)).toEqual(SECTIONS)
    for (const [heading, length] of sectionsOf(body))
      expect([code, heading, length > 20]).toEqual([code, heading, true])
  }
})

test('SDK-52: the page of every code of the hosted fields says what happened and how to fix it', async () => {
  for (const code of ERROR_CODES) {
    const { statusCode, body } = await get(`/errors/${code}`)
    expect([code, statusCode]).toEqual([code, 200])
    expect(plain(body)).toContain(code)
    expect(plain(body)).toContain('Hosted fields · ')
    expect(sectionsOf(body).map(([heading]) => heading)).toEqual(SECTIONS)
  }
})

test('ERR-12: a page names the statuses and types with which its code is sent, and no other', () => {
  for (const [code, { answers }] of ARTICLES) {
    const row = Object.hasOwn(CATALOGUE, code) ? [CATALOGUE[code as keyof typeof CATALOGUE]] : []
    const rows: CatalogueRow[] = code === 'processing_error' ? [...row, RETURN_ABOVE_ORDER] : row
    expect([code, answers]).toEqual([code, rows.map(({ status, type }) => ({ status, type }))])
  }
})

test('SDK-52: a page says whether the hosted fields send its code, and whether of a field, a call or their set-up', () => {
  const kinds = { field: FIELD_ERROR_CODES, call: CALL_ERROR_CODES, setup: SETUP_ERROR_CODES }
  for (const [kind, codes] of Object.entries(kinds)) {
    const articles = [...ARTICLES.values()].filter(({ fields }) => fields === kind)
    expect(articles.map(({ code }) => code)).toEqual([...codes].sort())
  }
  const neither = [...ARTICLES.values()].filter(({ fields }) => fields === undefined).map(({ code }) => code)
  expect(neither.filter(code => (ERROR_CODES as readonly string[]).includes(code))).toEqual([])
})

test('ERR-1: the example of every code of the API is a body that this server could send', () => {
  const members = Object.keys(errorBody(new ApiError('card_declined'), '', '').error)
  for (const [code, { status, type }] of API_CODES) {
    const { message, error } = exampleOf(code) as { message: string; error: Record<string, unknown> }
    expect(message).toBe(`${status} ${REASON_PHRASES[status]}`)
    expect(error).toMatchObject({ code, type, doc_url: `https://checkout.example/errors/${code}` })
    expect(Object.keys(error).filter(name => !members.includes(name))).toEqual([])
  }
})

test('SDK-41: the example of every code of a field or a call is a failure with the same keys in errors and codes', () => {
  for (const code of [...FIELD_ERROR_CODES, ...CALL_ERROR_CODES]) {
    const { errors, codes } = exampleOf(code) as { errors: Record<string, string>; codes: Record<string, string> }
    expect(Object.values(codes)).toEqual([code])
    expect(Object.keys(errors)).toEqual(Object.keys(codes))
  }
})

test('ERR-13: a link on a page leads to a page, and no mark of the text format is left over', async () => {
  for (const [code, { text }] of ARTICLES) {
    const { body } = await get(`/errors/${code}`)
    const targets = [...text.matchAll(/\]\(([^)]*)\)/g)].map(([, target]) => target!)
    for (const target of targets) {
      expect([code, target, ARTICLES.has(target.replace(/\.md$/, ''))]).toEqual([code, target, true])
      expect(body).toContain(`href="/errors/${target.replace(/\.md$/, '')}"`)
    }
    const prose = plain(body.replace(/<(pre|code)>[^]*?<\/\1>/g, ''))
    expect([code, prose.match(/`|\*\*|\]\(|^\s*(?:#|- |\||---)/m)]).toEqual([code, null])
  }
})

test('GEN-19: no page holds a card number', async () => {
  for (const path of ['', ...ALL_CODES.map(code => `/${code}`)]) {
    const { body } = await get(`/errors${path}`)
    expect([path, containsCardNumber(plain(body)), /\d{12}/.test(plain(body))]).toEqual([path, false, false])
  }
})

test('ERR-13: /errors leads to the page of every code, and says what happened', async () => {
  const { statusCode, headers, body } = await get('/errors')
  expect([statusCode, headers['cache-control']]).toEqual([200, 'public, max-age=3600'])
  for (const { code, title } of ARTICLES.values()) {
    expect(body).toContain(`href="/errors/${code}"`)
    expect(plain(body)).toContain(title)
  }
})

test('ERR-13: a page allows its own style and nothing else', async () => {
  const { headers } = await get('/errors/card_declined')
  expect(headers['content-security-policy']).toMatch(
    /^default-src 'none'; style-src 'sha256-[^']+'; form-action 'none';/,
  )
  expect([headers['cache-control'], headers['x-frame-options']]).toEqual(['public, max-age=3600', 'DENY'])
})
