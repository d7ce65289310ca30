/** Makes elements without markup: text never becomes anything but text. */
type Child = Node | string | undefined | false

export type Attributes = Readonly<Record<string, string | number | boolean | undefined | ((event: Event) => void)>>

/** @param attributes functions are listeners of the event that the name says; `false` and `undefined` are left out */
export function el<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(name, value)
    else if (value === true) element.setAttribute(name, '')
    else if (value !== false && value !== undefined) element.setAttribute(name, String(value))
  }
  element.append(...children.filter(child => child !== undefined && child !== false))
  return element
}

export function byId(id: string): HTMLElement {
  const element = document.getElementById(id)
  if (!element) throw new Error(`The page has no element "${id}".`)
  return element
}
