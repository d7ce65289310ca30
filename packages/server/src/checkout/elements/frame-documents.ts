/** The documents in the frames: an element and two tags, no inline script, no style, no text (contract 10.5, SEC-23). */
import { html } from '../../http/html.ts'
import type { Html } from '../../http/html.ts'
import type { ElementsOrigins, ServedRelease } from './served-release.ts'

export const FRAME_DOCUMENTS = ['field', 'controller', 'why'] as const
export type FrameDocument = (typeof FRAME_DOCUMENTS)[number]

const TITLES: Readonly<Record<FrameDocument, string>> = {
  field: 'Secure payment field',
  controller: 'Secure payment',
  why: 'Secure payment: diagnosis',
}

export interface FrameNames {
  readonly document: FrameDocument
  readonly embedId: string
  /** The server has no key for this embed id (SEC-10). */
  readonly keyUnknown?: boolean
}

export function frameDocument(
  { version, files }: ServedRelease,
  { fields, vault }: ElementsOrigins,
  { document, embedId, keyUnknown = false }: FrameNames,
): string {
  const tagged = (name: string) => ({ url: `${fields}/f/${version}/${name}`, integrity: files.get(name)!.integrity })
  const style = tagged('field.css')
  const script = tagged(`${document}.js`)
  // Only the controller talks to the vault; the others do not even know where it is.
  const vaultName = document === 'controller' ? html` data-vault="${vault}"` : undefined
  const answer = keyUnknown ? html` data-answer="key_unknown"` : undefined
  const stylesheet: Html | undefined =
    document === 'field'
      ? html`<link rel="stylesheet" href="${style.url}" integrity="${style.integrity}" crossorigin="anonymous" />`
      : undefined
  // prettier-ignore
  return html`<!doctype html><html lang="en"${vaultName} data-fields="${fields}" data-eid="${embedId}" data-ver="${version}"${answer}><head><meta charset="utf-8" /><title>${TITLES[document]}</title>${stylesheet}<script defer src="${script.url}" integrity="${script.integrity}" crossorigin="anonymous"></script></head><body></body></html>`
    .text
}
