/** What axe finds in a page and in the frames that are in it (contract A11Y-13). */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { AxeResults } from 'axe-core'
import type { Frame, Page } from 'playwright-core'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']

/**
 * In one document, without the documents in it.
 * @param selector of the part to look at; all when absent
 */
export async function violationsIn(frame: Frame, selector?: string): Promise<string[]> {
  if (!(await frame.evaluate('typeof axe === "object"'))) await frame.evaluate(AXE)
  const options = { runOnly: { type: 'tag', values: TAGS }, iframes: false, resultTypes: ['violations'] }
  const results = await frame.evaluate<AxeResults>(
    `axe.run(${selector ? JSON.stringify(selector) : 'document'}, ${JSON.stringify(options)})`,
  )
  if (results.passes.length <= 3) throw new Error('axe has found nothing to look at.')
  return results.violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`),
  )
}

/** @param ground what is behind the frames: they are transparent, and axe takes what it cannot see for white */
export async function violations(page: Page, ground = 'document.documentElement'): Promise<string[]> {
  const behind = await page.evaluate(`getComputedStyle(${ground}).backgroundColor`)
  const frames = page.frames().filter(frame => frame !== page.mainFrame())
  await Promise.all(
    frames.map(frame => frame.evaluate(`document.documentElement.style.background = '${String(behind)}'`)),
  )
  return (await Promise.all(page.frames().map(frame => violationsIn(frame)))).flat()
}
