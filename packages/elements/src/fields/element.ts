/** Makes an element with its class and attributes. */
export function element<T extends keyof HTMLElementTagNameMap>(
  tag: T,
  className: string,
  attributes: { readonly [name: string]: string } = {},
): HTMLElementTagNameMap[T] {
  const made = document.createElement(tag)
  made.className = className
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value)
  return made
}
