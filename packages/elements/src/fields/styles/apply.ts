/** Rules into a constructed sheet: each begins empty, and is filled by property and value (contract STY-8). */
import type { Rule } from './compile.ts'

function emptyRule(sheet: CSSStyleSheet, { condition, selector }: Rule): CSSStyleRule {
  const at = sheet.cssRules.length
  if (condition === undefined) return sheet.cssRules[sheet.insertRule(`${selector}{}`, at)] as CSSStyleRule
  const media = sheet.cssRules[sheet.insertRule(`${condition}{}`, at)] as CSSMediaRule
  return media.cssRules[media.insertRule(`${selector}{}`)] as CSSStyleRule
}

export function applyRules(sheet: CSSStyleSheet, rules: readonly Rule[]): void {
  while (sheet.cssRules.length) sheet.deleteRule(0)
  for (const rule of rules) {
    let made: CSSStyleRule
    try {
      made = emptyRule(sheet, rule)
    } catch {
      // A state or pseudo-element that this browser does not know.
      continue
    }
    for (const { property, text, priority } of rule.declarations) made.style.setProperty(property, text, priority)
  }
}
