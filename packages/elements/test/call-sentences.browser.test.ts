import { afterAll, beforeAll, expect, test } from 'vitest'
import { formPage, leave, run } from './support/form.ts'
import { fillIn, retype, stateOf } from './support/shopper.ts'
import { frameOf, inputOf, ready, startWorld } from './support/world.ts'
import type { World } from './support/world.ts'

let world: World
beforeAll(async () => (world = await startWorld()))
afterAll(() => world.close())

test('BRT-26 I18N-5: the page may say it in its own words, in a language of its own', async () => {
  const strings = {
    'number.invalid': 'Kartennummer ungültig',
    'number.label': 'Kartennummer',
    'date.placeholder': 'MM/JJ',
    'number.title': 'Feld Kartennummer',
  }
  const { page } = await world.open(formPage({ options: `{ strings: ${JSON.stringify(strings)} }` }))
  await ready(page)
  expect(await frameOf(page, 'number').locator('label').textContent()).toBe('Kartennummer')
  expect(await inputOf(page, 'date').getAttribute('placeholder')).toBe('MM/JJ')
  expect(await page.locator('#number > iframe').getAttribute('title')).toBe('Feld Kartennummer')
  await retype(page, 'number', '4')
  await leave(page)
  await expect.poll(async () => (await stateOf(page, 'number')).error).toBe('Kartennummer ungültig')
  // What is not given stays in the language of the instance.
  await retype(page, 'date', '13')
  await leave(page)
  await expect.poll(async () => (await stateOf(page, 'date')).error).toBe('Card expiry is invalid.')
})

/** What makes a call fail, and what the shopper is told then. */
const FAILURES: readonly (readonly [
  code: string,
  answer: 'hang' | 'cut' | number,
  call: string,
  sentences: readonly [string, string, string],
])[] = [
  [
    'network',
    'cut',
    'clover.createToken()',
    [
      'We could not reach the payment service. Check your connection and try again.',
      'Impossible de joindre le service de paiement. Vérifiez votre connexion et réessayez.',
      'No pudimos conectar con el servicio de pago. Revise su conexión e inténtelo de nuevo.',
    ],
  ],
  [
    'timeout',
    'hang',
    'clover.createToken({ timeoutMs: 1000 })',
    [
      'The payment service took too long to answer. Please try again.',
      'Le service de paiement a mis trop de temps à répondre. Veuillez réessayer.',
      'El servicio de pago tardó demasiado en responder. Inténtelo de nuevo.',
    ],
  ],
  [
    'rate_limited',
    429,
    'clover.createToken()',
    [
      'Too many attempts. Please wait a moment and try again.',
      'Trop de tentatives. Veuillez patienter un moment et réessayer.',
      'Demasiados intentos. Espere un momento e inténtelo de nuevo.',
    ],
  ],
  [
    'processing',
    500,
    'clover.createToken()',
    [
      'The card could not be processed. Please try again.',
      'La carte n’a pas pu être traitée. Veuillez réessayer.',
      'No se pudo procesar la tarjeta. Inténtelo de nuevo.',
    ],
  ],
  [
    'aborted',
    'hang',
    'clover.createToken({ signal: AbortSignal.timeout(50) })',
    ['The request was cancelled.', 'La demande a été annulée.', 'La solicitud se canceló.'],
  ],
  [
    'busy',
    'hang',
    'Promise.all([clover.createToken({ timeoutMs: 1000 }), clover.createToken({ name: "x" })]).then(both => both[1])',
    ['A payment is already being prepared.', 'Un paiement est déjà en préparation.', 'Ya se está preparando un pago.'],
  ],
  [
    'destroyed',
    'hang',
    '(clover.destroy(), clover.createToken())',
    [
      'Card payment is not available right now.',
      'Le paiement par carte n’est pas disponible pour le moment.',
      'El pago con tarjeta no está disponible en este momento.',
    ],
  ],
]

test.each(['en', 'fr-CA', 'es'])('BRT-26 I18N-1: every sentence about a call is said in %s', async locale => {
  const { page, context } = await world.open(formPage({ options: `{ locale: '${locale}' }` }))
  await ready(page)
  await fillIn(page)
  let answer: string | number = 200
  await context.route('**/v1/tokens', async route => {
    if (route.request().method() !== 'POST') return route.continue()
    if (answer === 'cut') return route.abort()
    if (typeof answer !== 'number') return
    const headers = { 'access-control-allow-origin': '*', 'content-type': 'application/json' }
    return route.fulfill({
      status: answer,
      headers,
      body: JSON.stringify({ error: { code: answer === 429 ? 'rate_limit' : 'api_error' } }),
    })
  })
  for (const [code, how, call, sentences] of FAILURES) {
    answer = how
    const result = await run(page, `return ${call}`)
    expect(result, code).toMatchObject({
      codes: { FORM: code },
      errors: { FORM: sentences[['en', 'fr-CA', 'es'].indexOf(locale)] },
    })
  }
})
