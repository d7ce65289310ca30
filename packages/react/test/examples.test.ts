/** The examples in the documentation comments of what both packages export, given to the compiler. */
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import ts from 'typescript'
import { afterAll, beforeAll, expect, test } from 'vitest'

const PACKAGES = join(import.meta.dirname, '../..')
const ENTRIES = {
  '@trefoil/react': join(PACKAGES, 'react/src/index.ts'),
  '@trefoil/elements': join(PACKAGES, 'elements/src/loader/index.ts'),
}
const FOLDER = join(PACKAGES, 'react/.trefoil/examples')
const OPTIONS: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  lib: ['lib.es2024.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
  jsx: ts.JsxEmit.ReactJSX,
  types: [],
  strict: true,
  noEmit: true,
  skipLibCheck: true,
  allowImportingTsExtensions: true,
  paths: Object.fromEntries(Object.entries(ENTRIES).map(([name, path]) => [name, [path]])),
}

interface Example {
  readonly name: string
  readonly code: string | undefined
}

let examples: Example[]

beforeAll(() => {
  const program = ts.createProgram(Object.values(ENTRIES), OPTIONS)
  examples = Object.values(ENTRIES).flatMap(entry => exportsOf(program, entry))
}, 60_000)

afterAll(() => rm(FOLDER, { recursive: true, force: true }))

/** Each export with its example; those of the shared types are plain data, which the loader's example uses. */
function exportsOf(program: ts.Program, entry: string): Example[] {
  const checker = program.getTypeChecker()
  const module = checker.getSymbolAtLocation(program.getSourceFile(entry)!)!
  return checker.getExportsOfModule(module).flatMap(exported => {
    const symbol = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported
    if (basename(symbol.declarations![0]!.getSourceFile().fileName) === 'types.ts') return []
    const tag = symbol.getJsDocTags(checker).find(({ name }) => name === 'example')
    const code = /```tsx?\n([^]*?)```/.exec(ts.displayPartsToString(tag?.text))?.[1]
    return [{ name: exported.name, code }]
  })
}

test('RCT-10: each exported symbol has an example', () => {
  expect(examples.length).toBeGreaterThan(20)
  expect(examples.filter(({ code }) => code === undefined).map(({ name }) => name)).toEqual([])
})

test('RCT-10: the examples compile', { timeout: 60_000 }, async () => {
  await mkdir(FOLDER, { recursive: true })
  const files = examples.map(({ name }) => join(FOLDER, `${name}.tsx`))
  await Promise.all(examples.map(({ code }, index) => writeFile(files[index]!, `${code}\nexport {}\n`)))
  const diagnostics = ts.getPreEmitDiagnostics(ts.createProgram(files, OPTIONS))
  const faults = diagnostics.map(({ file, messageText }) => {
    return `${basename(file?.fileName ?? '')}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`
  })
  expect(faults).toEqual([])
})
