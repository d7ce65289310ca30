/** Notices when the page takes a node of ours out of the document (contract SDK-54). */

const gone = new Map<Node, () => void>()
let observer: MutationObserver | undefined

function look(): void {
  for (const [node, removed] of [...gone]) {
    // A node that was moved is connected again by now, and has only reloaded (SDK-55).
    if (!node.isConnected && gone.delete(node)) removed()
  }
  settle()
}

/** Nothing is observed while nothing of ours is in the page (SDK-59). */
function settle(): void {
  if (gone.size > 0) return
  observer?.disconnect()
  observer = undefined
}

/**
 * @param removed is called once, when the node has left the document
 * @returns what ends the watch
 */
export function watch(node: Node, removed: () => void): () => void {
  observer ??= new MutationObserver(look)
  gone.set(node, removed)
  // Mutations of a shadow tree are told to its own root only, and its host may go too.
  for (let root = node.getRootNode(); ; root = root.host.getRootNode()) {
    observer.observe(root, { childList: true, subtree: true })
    if (!(root instanceof ShadowRoot)) break
  }
  return () => {
    gone.delete(node)
    settle()
  }
}

const CONNECT_MS = 1_000
const LOOK_MS = 50

/**
 * Waits for a node that may be attached later (SDK-57).
 * @returns what ends the wait
 */
export function whenConnected(node: Node, connected: () => void, never: () => void): () => void {
  let left = CONNECT_MS / LOOK_MS
  let timer: ReturnType<typeof setTimeout> | undefined
  const check = (): void => {
    if (node.isConnected) connected()
    else if (left-- > 0) timer = setTimeout(check, LOOK_MS)
    else never()
  }
  check()
  return () => clearTimeout(timer)
}

/** Runs when there is a body to append to (SDK-17). */
export function whenBody(ready: () => void): void {
  if (document.body) ready()
  else document.addEventListener('DOMContentLoaded', ready, { once: true })
}
