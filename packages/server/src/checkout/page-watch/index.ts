/** Looks at payment pages as a browser gets them, and says what is not as it must be (contract SEC-41, PCI-18). */
import { FetchFailedError } from './fetch-page.ts'
import { frameAddresses, frameDifferences, sdkDifferences } from './frames.ts'
import type { WatchedFrames } from './frames.ts'
import { changesOf, inventoryPage } from './inventory.ts'
import type { Inventory, InventoryPage } from './inventory.ts'
import { readPage } from './page-state.ts'

export { FetchFailedError } from './fetch-page.ts'
export type { WatchedFrames } from './frames.ts'
export type { Inventory } from './inventory.ts'

export interface WatchReport {
  /** One line each. */
  readonly differences: readonly string[]
  /** What did not come. */
  readonly failures: readonly string[]
}

export async function watchFrames(watched: WatchedFrames): Promise<WatchReport> {
  const looks = frameAddresses(watched).map(address => () => frameDifferences(watched, address))
  return gather([...looks, () => sdkDifferences(watched)])
}

export async function watchPages(urls: readonly string[], inventory: Inventory): Promise<WatchReport> {
  return gather(urls.map(url => async () => changesOf(url, await readPage(url), inventory[url])))
}

/** The inventory with these pages as they are now. @throws FetchFailedError */
export async function takeOver(urls: readonly string[], inventory: Inventory): Promise<Inventory> {
  const pages: Record<string, InventoryPage> = { ...inventory }
  for (const url of urls) pages[url] = inventoryPage(await readPage(url), inventory[url])
  return pages
}

async function gather(looks: readonly (() => Promise<string[]>)[]): Promise<WatchReport> {
  const differences: string[] = []
  const failures: string[] = []
  for (const look of looks) {
    try {
      differences.push(...(await look()))
    } catch (error) {
      if (!(error instanceof FetchFailedError)) throw error
      failures.push(error.message)
    }
  }
  return { differences, failures }
}
