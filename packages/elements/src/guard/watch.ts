import { inBatches } from './batches.ts'
import type { Report } from './batches.ts'
import { describeScript, describeViolation } from './inventory.ts'
import type { ScriptSource } from './inventory.ts'

/** A failure of the guard is nobody's: it must not disturb a payment (contract SEC-42). */
function quietly(work: () => void | Promise<void>): void {
  try {
    void Promise.resolve(work()).catch(() => undefined)
  } catch {
    // See above.
  }
}

/** Drawings can hold scripts as well. */
function sourceOf(script: Element): ScriptSource | undefined {
  const { textContent } = script
  if (script instanceof HTMLScriptElement) return { src: script.src, integrity: script.integrity, textContent }
  if (!(script instanceof SVGScriptElement)) return undefined
  const { baseVal } = script.href
  return { src: baseVal && new URL(baseVal, document.baseURI).href, integrity: '', textContent }
}

/** Lists the scripts of the page, now and as they are added, and what its policy refuses. */
export function watchPage(report: Report): void {
  const batches = inBatches((scripts, violations) => quietly(() => report(scripts, violations)))
  const seen = new WeakSet<Element>()

  const see = (script: Element): void =>
    quietly(async () => {
      if (seen.has(script)) return
      seen.add(script)
      const source = sourceOf(script)
      if (source) batches.addScript(await describeScript(source, Date.now()))
    })

  quietly(() => {
    document.addEventListener('securitypolicyviolation', event =>
      quietly(() => batches.addViolation(describeViolation(event, Date.now()))),
    )
    const observer = new MutationObserver(records => {
      for (const { addedNodes } of records) {
        for (const node of addedNodes) {
          if (!(node instanceof Element)) continue
          see(node)
          node.querySelectorAll('script').forEach(see)
        }
      }
    })
    observer.observe(document, { childList: true, subtree: true })
    document.querySelectorAll('script').forEach(see)
  })
}
