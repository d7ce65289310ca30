/** What the visitor may switch. It stands in the address, so that a view can be shared and survives a reload. */
import type { Theme } from '../shared/appearance.ts'
import { el } from '../shared/dom.ts'
import { choice } from './choices.ts'
import type { Locale, Texts } from './texts.ts'

export type Layout = 'separate' | 'single' | 'gift'

export interface Settings {
  readonly layout: Layout
  readonly theme: Theme
  readonly locale: Locale
  readonly direction: 'ltr' | 'rtl'
  /** `slow`: the frames come seconds late. */
  readonly network: 'normal' | 'slow'
  /** `blocked`: the server sends this page with a policy that lets no frame in. */
  readonly frames: 'allowed' | 'blocked'
}

/** The first of each is the default, which the address leaves out. */
const VALUES: { readonly [K in keyof Settings]: readonly Settings[K][] } = {
  layout: ['separate', 'single', 'gift'],
  theme: ['auto', 'light', 'dark'],
  locale: ['en', 'fr-CA', 'es'],
  direction: ['ltr', 'rtl'],
  network: ['normal', 'slow'],
  frames: ['allowed', 'blocked'],
}
const NAMES = Object.keys(VALUES) as readonly (keyof Settings)[]

export function readSettings(search: string): Settings {
  const given = new URLSearchParams(search)
  const values = NAMES.map(name => {
    const allowed: readonly string[] = VALUES[name]
    return [name, allowed.find(value => value === given.get(name)) ?? allowed[0]]
  })
  return Object.fromEntries(values) as Settings
}

export function searchOf(settings: Settings): string {
  const changed = NAMES.filter(name => settings[name] !== VALUES[name][0]).map(name => [name, settings[name]])
  return changed.length === 0 ? '' : `?${new URLSearchParams(changed).toString()}`
}

export function switches(
  settings: Settings,
  texts: Texts,
  change: <K extends keyof Settings>(name: K, value: Settings[K]) => void,
): HTMLElement {
  const words: { readonly [K in keyof Settings]: readonly string[] } = {
    layout: [texts.separate, texts.single, texts.giftCard],
    theme: [texts.auto, texts.light, texts.dark],
    locale: ['English', 'Français', 'Español'],
    direction: ['→', '←'],
    network: [texts.normal, texts.slow],
    frames: [texts.allowed, texts.blocked],
  }
  const legends: { readonly [K in keyof Settings]: string } = {
    layout: texts.layout,
    theme: texts.theme,
    locale: texts.language,
    direction: texts.direction,
    network: texts.network,
    frames: texts.frames,
  }
  const group = <K extends keyof Settings>(name: K): HTMLElement =>
    choice(
      VALUES[name].map((value, index) => [value, words[name][index]!] as const),
      { name, legend: legends[name], value: settings[name], change: value => change(name, value) },
    )
  return el(
    'details',
    // As it stands when the page is drawn anew; folded on a phone at first.
    { class: 'settings', open: document.querySelector<HTMLDetailsElement>('.settings')?.open ?? innerWidth > 1000 },
    el('summary', {}, texts.settings),
    el('div', {}, ...NAMES.map(group)),
  )
}
