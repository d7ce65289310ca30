/**
 * `docs/compatibility.md`: which rules of the contract have tests, by the rules that the tests' titles cite.
 *
 *   node scripts/compatibility.ts           fails when the page is out of date
 *   node scripts/compatibility.ts --write   writes it
 */
import { readFile, writeFile } from 'node:fs/promises'
import { format, resolveConfig } from 'prettier'
import { testTitles } from './test-titles.ts'

interface Section {
  /** Of the contract: the API, the hosted fields, … */
  readonly part: string
  readonly section: string
  readonly rules: readonly string[]
}

const DOCS = `${import.meta.dirname}/../docs`
const PAGE = `${DOCS}/compatibility.md`
const RULE = /\b(?:[A-Z][A-Z0-9]{1,5}-\d{1,3}|F\d{1,2})\b/g

const prefixOf = (rule: string): string => rule.replace(/-?\d+$/, '')

/** How many tests cite each rule. */
function countCitations(titles: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const title of titles) {
    for (const rule of new Set(title.match(RULE))) counts.set(rule, (counts.get(rule) ?? 0) + 1)
  }
  return counts
}

/** Ids that look like rules and are none, such as those of a mistyped title. */
function unknownRules(sections: readonly Section[], cited: Iterable<string>): string[] {
  const rules = new Set(sections.flatMap(section => section.rules))
  const prefixes = new Set([...rules].map(prefixOf))
  return [...cited].filter(rule => prefixes.has(prefixOf(rule)) && !rules.has(rule))
}

function page(sections: readonly Section[], counts: ReadonlyMap<string, number>): string {
  const parts = [...new Set(sections.map(({ part }) => part))]
  return [
    '# Compatibility',
    'Made by `node scripts/compatibility.ts --write` from the titles of the tests; not written by hand. What Trefoil promises is ' +
      'a list of rules with ids, and a test that proves one has its id in its title: `npm test -- -t IDM-6` runs those of ' +
      'one rule. The number after a rule is the number of its tests. A rule without any is either not built yet or not proven ' +
      'yet; the README says what is here.',
    ['| part | rules | with tests |', '| --- | --: | --: |', ...parts.map(totals)].join('\n'),
    ...parts.flatMap(part => [
      `## ${part}`,
      ...sections.filter(section => section.part === part).flatMap(sectionBlock),
    ]),
  ].join('\n\n')

  function totals(part: string): string {
    const rules = sections.filter(section => section.part === part).flatMap(section => section.rules)
    return `| ${part} | ${rules.length} | ${rules.filter(rule => counts.has(rule)).length} |`
  }

  function sectionBlock({ part, section, rules }: Section): string[] {
    const tested = rules.filter(rule => counts.has(rule))
    const untested = rules.filter(rule => !counts.has(rule))
    const table = [
      `| | ${tested.length} of ${rules.length} rules |`,
      '| --- | --- |',
      `| with tests | ${tested.map(rule => `${rule} (${counts.get(rule)})`).join(', ') || 'none'} |`,
      `| without | ${untested.join(', ') || 'none'} |`,
    ].join('\n')
    return section === part ? [table] : [`### ${section}`, table]
  }
}

const sections = JSON.parse(await readFile(`${DOCS}/contract-rules.json`, 'utf8')) as Section[]
const counts = countCitations(await testTitles())
const unknown = unknownRules(sections, counts.keys())
if (unknown.length > 0) {
  process.stderr.write(`These are cited by tests and are no rules of docs/contract-rules.json: ${unknown.join(', ')}\n`)
  process.exitCode = 1
}

const wanted = await format(page(sections, counts), { ...(await resolveConfig(PAGE)), parser: 'markdown' })
if (process.argv.includes('--write')) {
  await writeFile(PAGE, wanted)
} else if ((await readFile(PAGE, 'utf8').catch(() => '')) !== wanted) {
  process.stderr.write('docs/compatibility.md is out of date: node scripts/compatibility.ts --write\n')
  process.exitCode = 1
}
