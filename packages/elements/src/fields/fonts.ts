/** Fonts of the page (contract STY-11). Whether an origin may serve one is the frame's `font-src` to say. */
import type { FontSource } from '../shared/messages.ts'

const LONGEST_LIST = 6

async function load({ family, src, weight, style, unicodeRange }: FontSource): Promise<void> {
  const { protocol, href } = new URL(src)
  if (protocol !== 'https:') throw new TypeError('A font comes over https.')
  const descriptors = { ...(weight && { weight }), ...(style && { style }), ...(unicodeRange && { unicodeRange }) }
  // An address as the URL parser writes it holds no quote.
  const face = new FontFace(family, `url("${href.replace(/"/g, '%22')}")`, { ...descriptors, display: 'swap' })
  await face.load()
  document.fonts.add(face)
}

/** @param refused called once when any of them cannot be had; the field works on with the next family */
export async function loadFonts(fonts: readonly FontSource[], refused: () => void): Promise<void> {
  const loads = await Promise.allSettled(fonts.slice(0, LONGEST_LIST).map(load))
  if (loads.some(({ status }) => status === 'rejected')) refused()
}
