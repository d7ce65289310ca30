/** Nodes of ours in the page, and listening to it. Styles are set as properties, which no policy of the page forbids (FLD-26, FLD-34). */

export function style(element: ElementCSSInlineStyle, styles: Partial<CSSStyleDeclaration>): void {
  Object.assign(element.style, styles)
}

export function make<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  properties: object,
  styles: Partial<CSSStyleDeclaration>,
  ...children: (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const element = Object.assign(document.createElement(tag), properties)
  style(element, styles)
  element.append(...children)
  return element
}

/** @returns what ends it */
export function listen<E extends Event>(target: EventTarget, type: string, heard: (event: E) => void): () => void {
  target.addEventListener(type, heard as EventListener)
  return () => target.removeEventListener(type, heard as EventListener)
}
