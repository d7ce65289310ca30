import { el } from '../shared/dom.ts'

/** A group of radio buttons that looks like one switch. */
export function choice<T extends string>(
  options: readonly (readonly [value: T, words: string])[],
  { name, legend, value, change }: { name: string; legend: string; value: T; change: (value: T) => void },
): HTMLElement {
  return el(
    'fieldset',
    { class: 'choice' },
    el('legend', {}, legend),
    el(
      'div',
      {},
      ...options.map(([option, words]) =>
        el(
          'label',
          {},
          el('input', { type: 'radio', name, value: option, checked: option === value, change: () => change(option) }),
          el('span', {}, el('bdi', {}, words)),
        ),
      ),
    ),
  )
}
