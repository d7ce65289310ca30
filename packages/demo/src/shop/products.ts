/** Names of the products; what they cost is the server's to say. */
import type { Locale } from './texts.ts'

export const PRODUCT_NAMES: Readonly<Record<string, Readonly<Record<Locale, readonly [name: string, words: string]>>>> =
  {
    beans: {
      en: ['Clover field beans', 'Whole bean coffee, 250 g'],
      'fr-CA': ['Café du champ de trèfle', 'Café en grains, 250 g'],
      es: ['Café del trébol', 'Café en grano, 250 g'],
    },
    mug: {
      en: ['Three-leaf mug', 'Stoneware, 330 ml'],
      'fr-CA': ['Tasse à trois feuilles', 'Grès, 330 ml'],
      es: ['Taza de tres hojas', 'Gres, 330 ml'],
    },
    tote: {
      en: ['Meadow tote', 'Organic cotton'],
      'fr-CA': ['Sac de la prairie', 'Coton biologique'],
      es: ['Bolsa de la pradera', 'Algodón orgánico'],
    },
  }
