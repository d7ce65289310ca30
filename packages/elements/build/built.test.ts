import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { BUNDLES } from './bundles.ts'
import { differences, scriptsAsBuilt } from './manifest.ts'

const built = (file: string) => readFile(join(import.meta.dirname, '../dist', file), 'utf8')

/** What would make markup or code of a text, or send a message to whoever listens. */
const FORBIDDEN = [
  /\binnerHTML\b/,
  /\bouterHTML\b/,
  /\binsertAdjacentHTML\b/,
  /\bdocument\.write/,
  /\beval\(/,
  /\bnew Function\b/,
  /\bset(?:Timeout|Interval)\(['"`]/,
  /\bimport\(/,
  /postMessage\([^)]*['"`]\*['"`]/,
]

test.each(BUNDLES.map(({ file }) => file))(
  'SEC-32, SEC-9, SDK-5: %s as built has none of what is forbidden',
  async file => {
    const text = await built(file)
    expect(FORBIDDEN.filter(pattern => pattern.test(text))).toEqual([])
  },
)

test('SEC-32: the scan finds each of what it looks for', () => {
  const samples = [
    'a.innerHTML=b',
    'a.outerHTML',
    'a.insertAdjacentHTML(',
    'document.write(',
    'eval(x)',
    'new Function(x)',
  ]
  samples.push('setTimeout("x")', 'import("x")', 'w.postMessage(m,"*",[p])')
  expect(samples.map(sample => FORBIDDEN.findIndex(pattern => pattern.test(sample)))).toEqual([
    0, 1, 2, 3, 4, 5, 6, 7, 8,
  ])
})

test('BRT-63 SEC-40: a changed byte, a new script and a missing one are each named', async () => {
  const now = await scriptsAsBuilt()
  expect(differences(now, now)).toEqual([])
  const [first, ...rest] = now
  expect(differences(now, [{ ...first!, integrity: 'sha384-x' }, ...rest])).toEqual([
    `${first!.file} differs from the manifest.`,
  ])
  expect(differences(now, rest)).toEqual([`${first!.file} is not in the manifest.`])
  expect(differences(rest, now)).toEqual([`${first!.file} is in the manifest, but was not built.`])
})
