/** The titles of all tests in the repository, read from the sources: nothing runs. */
import { glob, readFile } from 'node:fs/promises'
import ts from 'typescript'

const ROOT = `${import.meta.dirname}/..`
const FILES = '{packages,acceptance,bench,scripts}/**/*.{test,spec}.{ts,tsx}'
const IGNORED = ['node_modules', 'dist', '.trefoil']

/** One per test: its own title behind those of the groups around it, with the rows that fill a title's gaps. */
export async function testTitles(): Promise<readonly string[]> {
  const titles: string[] = []
  for await (const file of glob(FILES, { cwd: ROOT, exclude: path => IGNORED.some(name => path.endsWith(name)) })) {
    const text = await readFile(`${ROOT}/${file}`, 'utf8')
    titles.push(...titlesIn(ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true)))
  }
  return titles
}

function titlesIn(source: ts.SourceFile): string[] {
  const titles: string[] = []
  visit(source, '')
  return titles

  function visit(node: ts.Node, around: string): void {
    const call = titledCall(node)
    const title = call ? `${around} ${call.title}` : around
    if (call && call.name !== 'describe') titles.push(title)
    ts.forEachChild(node, child => visit(child, title))
  }
}

/** `test('…')`, `describe('…')`, `test.each(rows)('…')`. */
function titledCall(node: ts.Node): { readonly name: string; readonly title: string } | undefined {
  if (!ts.isCallExpression(node)) return undefined
  const [first] = node.arguments
  const name = rootOf(node.expression)
  if (!first || !['test', 'it', 'describe'].includes(name)) return undefined
  if (!ts.isStringLiteralLike(first) && !ts.isTemplateExpression(first)) return undefined
  const title = first.getText()
  const rows = ts.isCallExpression(node.expression) ? node.expression.arguments : []
  const hasGaps = /%[sdjo#]|\$/.test(title)
  return { name, title: hasGaps ? [title, ...rows.map(row => row.getText())].join(' ') : title }
}

/** `test` of `test.skipIf(…).each(…)`. */
function rootOf(expression: ts.Expression): string {
  if (ts.isIdentifier(expression)) return expression.text
  if (ts.isPropertyAccessExpression(expression) || ts.isCallExpression(expression)) return rootOf(expression.expression)
  return ''
}
