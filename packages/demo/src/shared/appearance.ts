/** The shop's colours, handed to the fields as styles, so that they look like the rest of the page. */
export type Theme = 'auto' | 'light' | 'dark'

export function applyTheme(theme: Theme): void {
  document.documentElement.dataset.theme = theme
}

/** Styles for single fields; read anew whenever the theme changes. */
export function fieldStyles(): Record<string, Record<string, string>> {
  const computed = getComputedStyle(document.documentElement)
  const colour = (name: string) => computed.getPropertyValue(name).trim()
  return {
    input: {
      color: colour('--ink'),
      fontSize: '16px',
      padding: '0 12px',
      caretColor: colour('--accent'),
      outline: 'none',
    },
    'input::placeholder': { color: colour('--quiet') },
    'input.invalid': { color: colour('--alert') },
    'img.brand': { margin: '0 7px' },
  }
}
