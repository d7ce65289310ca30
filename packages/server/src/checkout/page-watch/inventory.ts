/** What a person has agreed that pages load and send, and how that differs from what is there (PCI DSS 6.4.3, 11.6.1). */
import type { FoundScript, PageState } from './page-state.ts'

export interface InventoryScript extends FoundScript {
  /** For whoever keeps the inventory to fill in. */
  readonly purpose: string
  readonly authorisedBy: string
}

export interface InventoryPage extends PageState {
  readonly scripts: readonly InventoryScript[]
}

/** Pages by address. */
export type Inventory = Readonly<Record<string, InventoryPage>>

/** One line for each difference. */
export function changesOf(url: string, found: PageState, known: InventoryPage | undefined): string[] {
  if (known === undefined) return [`${url}: the page is not in the inventory.`]
  return [...scriptChanges(found, known), ...headerChanges(found, known)].map(change => `${url}: ${change}`)
}

function scriptChanges(found: PageState, known: PageState): string[] {
  const lines = found.scripts.flatMap(script => {
    const same = known.scripts.filter(({ src }) => src === script.src)
    if (same.some(({ hash, integrity }) => hash === script.hash && integrity === script.integrity)) return []
    // Of inline scripts each is only known by what it is.
    if (script.src === 'inline') return [`an inline script is not in the inventory (${script.hash}).`]
    if (same.length === 0) return [`the script ${script.src} is not in the inventory.`]
    return same.some(({ hash }) => hash === script.hash)
      ? [`the integrity attribute of ${script.src} has changed.`]
      : [`the script ${script.src} has changed (${script.hash}).`]
  })
  const gone = known.scripts.filter(({ src, hash }) =>
    src === 'inline'
      ? !found.scripts.some(script => script.src === src && script.hash === hash)
      : !found.scripts.some(script => script.src === src),
  )
  return [...lines, ...gone.map(({ src, hash }) => `a script of the inventory is gone: ${src} (${hash}).`)]
}

function headerChanges(found: PageState, known: PageState): string[] {
  return [...new Set([...Object.keys(known.headers), ...Object.keys(found.headers)])].flatMap(name => {
    const [was, is] = [known.headers[name], found.headers[name]]
    if (was === is) return []
    if (is === undefined) return [`the header ${name} is missing.`]
    return was === undefined ? [`the header ${name} was added: ${is}`] : [`the header ${name} has changed: ${is}`]
  })
}

/** Takes what was found over; what a person has written beside a script stays with it. */
export function inventoryPage(found: PageState, known: InventoryPage | undefined): InventoryPage {
  const scripts = found.scripts.map(script => {
    const noted = known?.scripts.find(({ src, hash }) =>
      src === 'inline' ? src === script.src && hash === script.hash : src === script.src,
    )
    return { ...script, purpose: noted?.purpose ?? '', authorisedBy: noted?.authorisedBy ?? '' }
  })
  return { ...found, scripts }
}
