/** The page's own label of a container names the field, and is a place to click (contract A11Y-1, A11Y-2). */

const LENGTH = 120

type Root = Document | ShadowRoot

const rootOf = (container: Element): Root | undefined => {
  const root = container.getRootNode()
  return root instanceof Document || root instanceof ShadowRoot ? root : undefined
}

const isLabelOf = (label: HTMLLabelElement, container: Element): boolean =>
  container.id !== '' && label.htmlFor === container.id

/** Text of `<label for>`, or `aria-label` or `aria-labelledby` of the container. */
export function pageLabelOf(container: Element): string | undefined {
  const root = rootOf(container)
  if (!root) return undefined
  const labels = Array.from(root.querySelectorAll('label')).filter(label => isLabelOf(label, container))
  const ids = (container.getAttribute('aria-labelledby') ?? '').split(/\s+/).filter(Boolean)
  const texts = [
    labels.map(label => label.textContent),
    [container.getAttribute('aria-label')],
    ids.map(id => root.getElementById(id)?.textContent),
  ]
  return texts.map(parts => parts.join(' ').replace(/\s+/g, ' ').trim().slice(0, LENGTH)).find(Boolean)
}

/**
 * Calls back when the page's label of the container is clicked; also for a label that comes later.
 * @returns what ends it
 */
export function onLabelClick(container: Element, clicked: () => void): () => void {
  const root = rootOf(container)
  const listen = (event: Event): void => {
    const label = event.target instanceof Element ? event.target.closest('label') : null
    if (label && isLabelOf(label, container) && !event.defaultPrevented) clicked()
  }
  root?.addEventListener('click', listen)
  return () => root?.removeEventListener('click', listen)
}
