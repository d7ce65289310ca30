import { createHash } from 'node:crypto'
import Fastify from 'fastify'
import { expect, test } from 'vitest'
import { breakable, html, sendPage } from './html.ts'

test('text is escaped, in elements and in quoted attributes; HTML is not escaped twice', () => {
  const name = `<b a="1" b='2'>&`
  const escaped = '&lt;b a=&quot;1&quot; b=&#39;2&#39;&gt;&amp;'
  expect(html`<p title="${name}">${name}</p>`.text).toBe(`<p title="${escaped}">${escaped}</p>`)
  const items = [html`<b>${'a&b'}</b>`, html`<b>${1}</b>`]
  expect(html`<p>${items}</p>`.text).toBe('<p><b>a&amp;b</b><b>1</b></p>')
  expect(html`${['<', undefined, '>']}`.text).toBe('&lt;&gt;')
})

test('a long name may be broken after its underscores, and is escaped', () => {
  expect(breakable('a_<b>_c d').text).toBe('a_<wbr />&lt;b&gt;_<wbr />c d')
})

test('a page allows its own stylesheet by hash, and nothing else', async () => {
  const app = Fastify()
  app.get('/', (_request, reply) => sendPage(reply, { title: 'A & B', body: html`<p>${'<x>'}</p>`, status: 400 }))
  const { statusCode, headers, body } = await app.inject('/')
  expect(statusCode).toBe(400)
  expect(headers['content-type']).toBe('text/html; charset=utf-8')
  const style = /<style>([^<]*)<\/style>/.exec(body)![1]!
  const hash = createHash('sha256').update(style).digest('base64')
  expect(headers['content-security-policy']).toBe(
    `default-src 'none'; style-src 'sha256-${hash}'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'`,
  )
  expect(body).toContain('<h1>A &amp; B</h1>')
  expect(body).toContain('<p>&lt;x&gt;</p>')
  expect(body).toMatch(/^<!doctype html>\s*<html lang="en">/)
  expect(body).not.toMatch(/<script|style=|https?:/)
})
