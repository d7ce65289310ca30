/** The files of `docs/errors`: one for each error code of the API and of the hosted fields. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const FOLDER = join(import.meta.dirname, '../../../../docs/errors')

export interface ErrorArticle {
  readonly code: string
  /** What happened, in a few words. */
  readonly title: string
  /** HTTP statuses of the API with their types; none for a code of the hosted fields only. */
  readonly answers: readonly { readonly status: number; readonly type: string }[]
  /** What the hosted fields tell with it, when they do: of a field, of a call, or of how they are set up. */
  readonly fields: 'field' | 'call' | 'setup' | undefined
  /** Markdown, without the lines at the front. */
  readonly text: string
}

/** Articles by code, in the order of the alphabet. */
export function readErrorArticles(): ReadonlyMap<string, ErrorArticle> {
  const names = readdirSync(FOLDER).filter(name => name.endsWith('.md'))
  const codes = names.map(name => name.slice(0, -'.md'.length)).sort()
  return new Map(codes.map(code => [code, parse(code, readFileSync(join(FOLDER, `${code}.md`), 'utf8'))]))
}

function parse(code: string, file: string): ErrorArticle {
  const [, front = '', text = ''] = /^---\n([^]*?)\n---\n([^]*)$/.exec(file) ?? []
  const fields = new Map([...front.matchAll(/^([a-z]+): (.+)$/gm)].map(([, name, value]) => [name, value!]))
  const list = (name: string): string[] => fields.get(name)?.split(', ') ?? []
  const types = list('type')
  return {
    code,
    title: fields.get('title') ?? code,
    answers: list('status').map((status, index) => ({ status: Number(status), type: types[index] ?? '' })),
    fields: fields.get('fields') as ErrorArticle['fields'],
    text,
  }
}
