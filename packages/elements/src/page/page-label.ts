/** The page's own label of a container names the field, and is a place to click (contract A11Y-1, A11Y-2). */
import { listen } from './dom.ts'

const LENGTH = 120

/** Text of `<label for>`, or `aria-label` or `aria-labelledby` of the container. */
export function pageLabelOf(container: Element): string | undefined {
  const root = container.getRootNode() as ParentNode & Node
  const textOf = (selector: string): string =>
    Array.from(root.querySelectorAll(selector), ({ textContent }) => textContent).join(' ')
  const ids = (container.getAttribute('aria-labelledby') ?? '').split(/\s+/).filter(Boolean)
  const texts = [
    container.id && textOf(`label[for="${CSS.escape(container.id)}"]`),
    container.getAttribute('aria-label') ?? '',
    ids.map(id => textOf(`#${CSS.escape(id)}`)).join(' '),
  ]
  return texts.map(text => text.replace(/\s+/g, ' ').trim().slice(0, LENGTH)).find(Boolean)
}

/**
 * Calls back when the page's label of the container is clicked; also for a label that comes later.
 * @returns what ends it
 */
export function onLabelClick(container: Element, clicked: () => void): () => void {
  return listen(container.getRootNode(), 'click', ({ target, defaultPrevented }) => {
    const label = (target as Partial<Element>).closest?.<HTMLLabelElement>('label[for]')
    if (label?.htmlFor === container.id && !defaultPrevented) clicked()
  })
}
