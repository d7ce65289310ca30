/** What a field is told of its place in the page (contract STY-15, I18N-7). */
import type { Direction, FieldLook } from '../shared/messages.ts'
import { mergeAppearance } from './options.ts'
import type { ElementSettings } from './options.ts'
import { pageLabelOf } from './page-label.ts'
import type { Settings } from './settings.ts'

export function lookOf(
  { options, styles, appearance }: ElementSettings,
  settings: Settings,
  container: Element,
  iframe: Element,
): FieldLook {
  const pageLabel = pageLabelOf(container)
  const { direction } = settings
  return {
    options: { ...options, ...(pageLabel && { pageLabel }) },
    styles,
    appearance: mergeAppearance(settings.appearance, appearance),
    colorScheme: getComputedStyle(iframe).colorScheme.slice(0, 60),
    direction:
      direction === 'ltr' || direction === 'rtl'
        ? direction
        : (getComputedStyle(container).direction as Direction) || 'ltr',
  }
}
