/**
 * `GET /errors/<code>`: when an error occurs and how to fix it (contract ERR-13; of the hosted fields, SDK-52), made of
 * the files in `docs/errors`. A code that both the API and the hosted fields know has one page. `GET /errors` lists all.
 */
import type { FastifyInstance } from 'fastify'
import { ApiError } from '../http/errors.ts'
import { breakable, html, sendPage } from '../http/html.ts'
import type { Html, Page } from '../http/html.ts'
import { readErrorArticles } from './error-articles.ts'
import type { ErrorArticle } from './error-articles.ts'
import { renderMarkdown } from './markdown.ts'
import { allowCaching } from './public-document.ts'

const HIDDEN = { schema: { hide: true } as object }

export function errorPages(app: FastifyInstance): void {
  const articles = readErrorArticles()
  app.get('/errors', HIDDEN, (_request, reply) => sendPage(allowCaching(reply), indexPage([...articles.values()])))
  app.get<{ Params: { code: string } }>('/errors/:code', HIDDEN, (request, reply) => {
    const article = articles.get(request.params.code)
    if (!article) throw new ApiError('resource_missing')
    return sendPage(allowCaching(reply), articlePage(article))
  })
}

/** What a code of the hosted fields is about. */
const SUBJECTS = {
  field: 'what the shopper typed',
  call: 'a call for a token',
  setup: 'how the page sets them up',
} as const

function articlePage({ code, title, answers, fields, text }: ErrorArticle): Page {
  const sources = answers.map(({ status, type }) => html`HTTP ${status} · <code>${breakable(type)}</code>`)
  if (fields) sources.push(html`Hosted fields · ${SUBJECTS[fields]}`)
  return {
    title: code,
    isArticle: true,
    body: html`<p class="lead">${breakable(title)}</p>
      <p class="quiet small">${sources.map((source, index) => [index > 0 ? html`<br />` : undefined, source])}</p>
      ${renderMarkdown(text, linkTo)}
      <hr />
      <p class="small"><a href="/errors">All error codes</a></p>`,
  }
}

/** The files link to one another by name. */
function linkTo(target: string): string | undefined {
  const [, code] = /^([a-z0-9_]+)\.md$/.exec(target) ?? []
  return code && `/errors/${code}`
}

function indexPage(articles: readonly ErrorArticle[]): Page {
  return {
    title: 'Error codes',
    isArticle: true,
    body: html`<p>
        What each code means and how to fix it. An error of the API names its page as <code>doc_url</code>, one of the
        hosted fields as <code>docUrl</code>.
      </p>
      <h2>API</h2>
      <table>
        <thead>
          <tr>
            <th scope="col">Code</th>
            <th scope="col">HTTP</th>
            <th scope="col">What happened</th>
          </tr>
        </thead>
        <tbody>
          ${articles.filter(({ answers }) => answers.length > 0).map(rowOfApi)}
        </tbody>
      </table>
      <h2>Hosted fields</h2>
      <table>
        <thead>
          <tr>
            <th scope="col">Code</th>
            <th scope="col">What happened</th>
          </tr>
        </thead>
        <tbody>
          ${articles.filter(({ fields }) => fields !== undefined).map(rowOfFields)}
        </tbody>
      </table>`,
  }
}

function rowOfApi(article: ErrorArticle): Html {
  return html`<tr>
    <td>${linkOf(article)}</td>
    <td>${article.answers.map(({ status }) => status).join(', ')}</td>
    <td>${breakable(article.title)}</td>
  </tr>`
}

function rowOfFields(article: ErrorArticle): Html {
  return html`<tr>
    <td>${linkOf(article)}</td>
    <td>${breakable(article.title)}</td>
  </tr>`
}

function linkOf({ code }: ErrorArticle): Html {
  return html`<a href="/errors/${code}"><code>${breakable(code)}</code></a>`
}
