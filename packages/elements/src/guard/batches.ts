import type { ScriptEntry, ViolationEntry } from './inventory.ts'

export type Report = (scripts: readonly ScriptEntry[], violations: readonly ViolationEntry[]) => void

/** Below the 16 kB of one message (contract SEC-30), with room for its frame. */
const BATCH_LENGTH = 12_000
/** What a page can make us send in all; beyond it, it is the page's owner who has a problem to look at. */
const ENTRIES_IN_ALL = 1_000

/** Gathers entries for a moment, so that a page with many scripts sends few messages, each of a size that passes. */
export function inBatches(report: Report, pauseMs = 500) {
  let scripts: ScriptEntry[] = []
  let violations: ViolationEntry[] = []
  let length = 0
  let entries = 0
  let timer: ReturnType<typeof setTimeout> | undefined

  function flush(): void {
    clearTimeout(timer)
    timer = undefined
    if (scripts.length + violations.length > 0) report(scripts, violations)
    scripts = []
    violations = []
    length = 0
  }

  function room(entry: object): boolean {
    entries += 1
    if (entries > ENTRIES_IN_ALL) return false
    // Three bytes for each character are the most that UTF-8 needs.
    const added = 3 * JSON.stringify(entry).length
    if (length + added > BATCH_LENGTH) flush()
    length += added
    timer ??= setTimeout(flush, pauseMs)
    return true
  }

  return {
    addScript(entry: ScriptEntry): void {
      if (room(entry)) scripts.push(entry)
    },
    addViolation(entry: ViolationEntry): void {
      if (room(entry)) violations.push(entry)
    },
  }
}
