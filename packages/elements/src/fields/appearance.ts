/** Appearance variables (contract STY-14); the themes themselves are in `field.css`. */
import type { Appearance } from '../shared/messages.ts'
import type { Rule } from './styles/compile.ts'
import { readValue } from './styles/value.ts'

/** Variables that take a number as px, by the property that they end up in. */
const VARIABLES: Readonly<Record<string, string>> = {
  colorText: 'color',
  colorPlaceholder: 'color',
  colorBackground: 'background-color',
  colorBorder: 'border-color',
  colorPrimary: 'color',
  colorDanger: 'color',
  colorIcon: 'color',
  fontFamily: 'font-family',
  fontSize: 'font-size',
  fontWeight: 'font-weight',
  lineHeight: 'line-height',
  borderRadius: 'border-radius',
  borderWidth: 'border-width',
  spacing: 'gap',
  focusRing: 'box-shadow',
}

const kebab = (name: string): string => name.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)

export function appearanceRules({ variables = {} }: Appearance): readonly Rule[] {
  const declarations = Object.entries(VARIABLES).flatMap(([name, property]) => {
    const value = readValue(property, variables[name])
    return value ? [{ ...value, property: `--tf-${kebab(name)}` }] : []
  })
  return [{ selector: ':root:root', declarations }]
}

/** `auto` follows the page, whose scheme the iframe tells, else the shopper's device. */
export function themeOf({ theme = 'none' }: Appearance, colorScheme: string, deviceIsDark: boolean): string {
  if (theme !== 'auto') return theme
  const dark = colorScheme.includes('dark')
  if (dark !== colorScheme.includes('light')) return dark ? 'dark' : 'light'
  return deviceIsDark ? 'dark' : 'light'
}
