import { afterAll, beforeAll, expect, test } from 'vitest'
import { ALL_PLACES, formPage, leave } from './support/form.ts'
import { clear, setSilently, stateOf } from './support/shopper.ts'
import { frameOf, inputOf, ready, startWorld } from './support/world.ts'
import type { World } from './support/world.ts'

let world: World
beforeAll(async () => (world = await startWorld()))
afterAll(() => world.close())

const VISA = '4242424242424242'

/** The contract's sentences for what a shopper can do to a field (6.5), in the languages in order. */
const SENTENCES: readonly (readonly [id: string, typed: string, sentences: readonly [string, string, string]])[] = [
  ['number', '', ['Card number is required', 'Le numéro de carte est requis', 'El número de tarjeta es obligatorio']],
  [
    'number',
    '4242',
    ['Card number is invalid.', 'Le numéro de carte n’est pas valide.', 'El número de tarjeta no es válido.'],
  ],
  [
    'number',
    '6304000000000000',
    ['This card type is not accepted.', 'Ce type de carte n’est pas accepté.', 'No se acepta este tipo de tarjeta.'],
  ],
  [
    'date',
    '',
    ['Card expiry is required', 'La date d’expiration est requise', 'La fecha de vencimiento es obligatoria'],
  ],
  [
    'date',
    '13',
    ['Card expiry is invalid.', 'La date d’expiration n’est pas valide.', 'La fecha de vencimiento no es válida.'],
  ],
  [
    'date',
    '0120',
    ['Card expiry is in the past.', 'La date d’expiration est passée.', 'La fecha de vencimiento ya pasó.'],
  ],
  ['cvv', '', ['Card CVV is required', 'Le CVV de la carte est requis', 'El CVV de la tarjeta es obligatorio']],
  ['cvv', '1', ['Card CVV is invalid.', 'Le CVV de la carte n’est pas valide.', 'El CVV de la tarjeta no es válido.']],
  [
    'zip',
    '',
    [
      'Card postal code is required',
      'Le code postal de la carte est requis',
      'El código postal de la tarjeta es obligatorio',
    ],
  ],
  [
    'zip',
    '1',
    [
      'Card postal code is invalid.',
      'Le code postal de la carte n’est pas valide.',
      'El código postal de la tarjeta no es válido.',
    ],
  ],
  [
    'name',
    '',
    ['Cardholder name is required', 'Le nom du titulaire est requis', 'El nombre del titular es obligatorio'],
  ],
  [
    'name',
    '4',
    ['Cardholder name is invalid.', 'Le nom du titulaire n’est pas valide.', 'El nombre del titular no es válido.'],
  ],
  ['street', '', ['Street address is required', 'L’adresse est requise', 'La dirección es obligatoria']],
  [
    'street',
    'x'.repeat(101),
    ['Street address is invalid.', 'L’adresse n’est pas valide.', 'La dirección no es válida.'],
  ],
  [
    'phone',
    '',
    ['Phone number is required', 'Le numéro de téléphone est requis', 'El número de teléfono es obligatorio'],
  ],
  [
    'phone',
    '12',
    ['Phone number is invalid.', 'Le numéro de téléphone n’est pas valide.', 'El número de teléfono no es válido.'],
  ],
  [
    'email',
    '',
    ['Email address is required', 'L’adresse courriel est requise', 'El correo electrónico es obligatorio'],
  ],
  [
    'email',
    'x',
    ['Email address is invalid.', 'L’adresse courriel n’est pas valide.', 'El correo electrónico no es válido.'],
  ],
  [
    'street',
    VISA,
    [
      'Do not enter a card number here.',
      'N’inscrivez pas de numéro de carte ici.',
      'No escriba aquí un número de tarjeta.',
    ],
  ],
  [
    'gift',
    '',
    [
      'Gift card number is required',
      'Le numéro de carte-cadeau est requis',
      'El número de la tarjeta de regalo es obligatorio',
    ],
  ],
  [
    'gift',
    '1',
    [
      'Gift card number is invalid.',
      'Le numéro de carte-cadeau n’est pas valide.',
      'El número de la tarjeta de regalo no es válido.',
    ],
  ],
]
const GIFT_CODE = [
  [
    '',
    [
      'Gift card security code is required',
      'Le code de sécurité de la carte-cadeau est requis',
      'El código de seguridad de la tarjeta de regalo es obligatorio',
    ],
  ],
  [
    '1',
    [
      'Gift card security code is invalid.',
      'Le code de sécurité de la carte-cadeau n’est pas valide.',
      'El código de seguridad de la tarjeta de regalo no es válido.',
    ],
  ],
] as const

/** A form with every sort of field, all required. */
async function everything(options: string) {
  const before = `for (const field of Object.values(fields)) field.update({ required: true })`
  const after = `
    document.body.prepend(Object.assign(document.createElement('div'), { id: 'gift' }))
    fields.gift = elements.create('GIFT_CARD_ELEMENTS', { securityCode: 'required' })
    fields.gift.mount('#gift')`
  const shop = await world.open(formPage({ places: ALL_PLACES, options, before, after }))
  await ready(shop.page)
  return shop
}

test.each(['en', 'fr-CA', 'es'])(
  'BRT-26 I18N-1: every sentence about a field is said in %s, in its state, to the page and in the frame',
  async locale => {
    const { page } = await everything(`{ locale: '${locale}' }`)
    const at = ['en', 'fr-CA', 'es'].indexOf(locale)
    const sentence = (id: string): Promise<string | undefined> => stateOf(page, id).then(({ error }) => error)
    for (const [id, typed, sentences] of SENTENCES) {
      await clear(page, id)
      await inputOf(page, id).click()
      await setSilently(page, id, typed)
      await leave(page)
      await expect.poll(() => sentence(id), { message: `${id} ${typed}` }).toBe(sentences[at])
      expect(await frameOf(page, id).locator('.error').first().textContent()).toBe(sentences[at])
    }
    const code = frameOf(page, 'gift').locator('#gift-card-security-code')
    for (const [typed, sentences] of GIFT_CODE) {
      await code.fill(typed)
      await code.blur()
      await expect.poll(() => frameOf(page, 'gift').locator('.error').nth(1).textContent()).toBe(sentences[at])
    }
  },
)
