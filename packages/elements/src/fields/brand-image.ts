/** The picture of the card's brand (contract FLD-9). It says nothing that the description does not say. */
import type { Brand } from '../shared/element-types.ts'
import { element } from './element.ts'

const FOLDER = `${location.origin}/f/__TREFOIL_VERSION__/brand/`
/** Brands that we have drawn; the others show the neutral card. */
const DRAWN: readonly Brand[] = [
  ...(['VISA', 'MC', 'AMEX', 'DISCOVER', 'DINERS_CLUB', 'JCB', 'UNIONPAY', 'INTERAC', 'MAESTRO'] as const),
  ...(['ELO', 'MIR', 'TROY', 'VERVE', 'NARANJA', 'HIPER', 'HIPERCARD'] as const),
]

const fileOf = (brand: Brand): string =>
  DRAWN.includes(brand) ? `${brand.toLowerCase().replace('_', '-')}.svg` : 'card.svg'

export function brandImage(): { image: HTMLImageElement; show(brand: Brand, visible: boolean): void } {
  const image = element('img', 'brand', { alt: '', draggable: 'false' })
  return {
    image,
    show(brand, visible) {
      image.hidden = !visible
      const src = FOLDER + fileOf(brand)
      if (visible && image.src !== src) image.src = src
    },
  }
}
