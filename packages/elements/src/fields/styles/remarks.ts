/** What a developer should know of styles that are obeyed all the same (contract STY-12, A11Y-8). */
import type { Rule } from './compile.ts'

const SMALLEST_PX = 16

export function remarks(rules: readonly Rule[]): readonly string[] {
  return rules.flatMap(({ selector, declarations }) => {
    const names = declarations.map(({ property }) => property)
    const found: string[] = []
    for (const { property, text } of declarations) {
      if (property === 'font-size' && selector.includes('input') && /^[\d.]+px$/.test(text)) {
        if (parseFloat(text) < SMALLEST_PX) found.push(`${selector}: iOS zooms into an input of less than 16 px.`)
      }
      if (/^outline(-style|-width)?$/.test(property) && /^(none|0|0px)$/.test(text)) {
        const replaced = names.some(name => /^(border|box-shadow|background|outline-color)/.test(name))
        if (!replaced) found.push(`${selector}: the outline is taken away, and nothing shows the focus instead.`)
      }
    }
    return found
  })
}
