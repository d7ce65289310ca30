import { afterAll, beforeAll, expect, test } from 'vitest'
import { formPage, FOUR_PLACES, run, until } from './support/form.ts'
import { createToken, FOUR_FIELDS, GOOD_CARD, ready, startWorld, type, typeCard } from './support/world.ts'
import type { World } from './support/world.ts'

let world: World
beforeAll(async () => (world = await startWorld()))
afterAll(() => world.close())

const TOKEN = /^clv_/

test('BRT-8 FLD-23: double mounts guarded by #id > iframe, children.length and hasChildNodes() see the iframe right after mount', async () => {
  const { page } = await world.open({
    body: '<div id="number"></div>',
    script: `
      window.clover = new Clover(KEY)
      window.field = clover.elements().create('CARD_NUMBER')
      const container = document.getElementById('number')
      const guards = () => [Boolean(document.querySelector('#number > iframe')), container.children.length, container.hasChildNodes(), container.childNodes.length]
      window.before = guards()
      field.mount('#number')
      window.after = guards()
      field.mount('#number')
      window.twice = guards()`,
  })
  expect(await run(page, 'return [before, after, twice]')).toEqual([
    [false, 0, false, 0],
    [true, 1, true, 1],
    [true, 1, true, 1],
  ])
})

test('BRT-9 SDK-25 SDK-54: containers replaced by an AJAX re-render, elements made again on the same instance, make a token', async () => {
  const { page, errors } = await world.open({ ...FOUR_FIELDS, body: `<main id="view">${FOUR_FIELDS.body}</main>` })
  await ready(page)
  await type(page, 'number', '4111')
  for (let round = 0; round < 2; round += 1) {
    await run(
      page,
      `view.innerHTML = view.innerHTML.replace(/<iframe.*?<\\/iframe>/g, '')
       const elements = clover.elements()
       for (const [type, id] of [['CARD_NUMBER', 'number'], ['CARD_DATE', 'date'], ['CARD_CVV', 'cvv'], ['CARD_POSTAL_CODE', 'zip']])
         (fields[id] = elements.create(type)).mount('#' + id)`,
    )
    await ready(page)
  }
  await typeCard(page)
  const { token, card } = await createToken(page)
  expect(token).toMatch(TOKEN)
  expect(card!.last4).toBe('4242')
  expect(await page.locator('iframe').count()).toBe(5)
  expect(errors).toEqual([])
})

test('BRT-12 SDK-30 SDK-31 SDK-35 FLD-23: no second argument of create or mount throws or is changed; a node without id is a container', async () => {
  const { page, errors } = await world.open({
    body: '<section><div></div></section>',
    script: `
      window.clover = new Clover(KEY)
      const elements = clover.elements()
      const rules = { input: { fontSize: '15px' } }
      const freeze = value => { Object.values(value).forEach(inner => typeof inner === 'object' && freeze(inner)); return Object.freeze(value) }
      window.args = [undefined, null, '', 'x', 7, true, [], { styles: rules }, { base: { color: 'red' }, invalid: { color: 'blue' } },
        freeze({ styles: rules, placeholder: 'Number', input: { color: 'red' } }), rules]
      window.thrown = []
      const before = JSON.stringify(args)
      const container = document.querySelector('section > div')
      for (const arg of args) try {
        const field = elements.create('CARD_NUMBER', arg)
        field.mount(container, rules)
        field.update(arg)
        window.last = field
      } catch (error) { thrown.push(String(error)) }
      window.unchanged = JSON.stringify(args) === before
      last.mount('section > div', rules)
      window.children = container.childNodes.length`,
  })
  await ready(page)
  expect(await run(page, 'return { thrown, unchanged, children }')).toEqual({
    thrown: [],
    unchanged: true,
    children: 1,
  })
  await page.frameLocator('section > div > iframe').locator('input').first().fill('4242')
  await until(page, 'last.state.empty === false')
  expect(errors).toEqual([])
})

test('BRT-14 SDK-21 SDK-26: a page that makes an instance on every render and submits with the newest gets a token', async () => {
  const { page } = await world.open(FOUR_FIELDS)
  await ready(page)
  await typeCard(page)
  const seen = await run<{ before: number; after: number; result: { token: string } }>(
    page,
    `const before = document.querySelectorAll('*').length
     let newest
     for (let i = 0; i < 20; i++) newest = new Clover(KEY)
     const result = await newest.createToken()
     return { before, after: document.querySelectorAll('*').length, result }`,
  )
  expect(seen.result.token).toMatch(TOKEN)
  expect(seen.after).toBe(seen.before)
})

test('BRT-36 SDK-32: types that are still to come tell element_unavailable, insert nothing and leave card fields working', async () => {
  const after = `
    window.told = []
    const place = document.createElement('div')
    place.id = 'later'
    document.body.append(place)
    for (const type of ['ACH_ELEMENTS', 'PAYMENT_REQUEST_BUTTON', 'PAYMENT_REQUEST_BUTTON_APPLE_PAY']) {
      const element = elements.create(type)
      element.addEventListener('error', ({ code }) => told.push(code))
      element.addEventListener('paymentMethod', () => {})
      element.mount('#later')
    }`
  const { page, errors } = await world.open(formPage({ after }))
  await until(page, 'told.length === 3')
  expect(await run(page, `return [told, document.querySelector('#later').childNodes.length]`)).toEqual([
    Array(3).fill('element_unavailable'),
    0,
  ])
  await ready(page)
  await typeCard(page)
  expect((await createToken(page)).token).toMatch(TOKEN)
  expect(errors).toEqual([])
})

test('BRT-67 SDK-55 SDK-54 FLD-29: a container moved or emptied, and a controller removed by selector', async () => {
  const before = `window.readies = 0; fields.cvv.addEventListener('ready', () => readies++); window.log = []; fields.zip.addEventListener('error', event => log.push(event))`
  const { page, errors } = await world.open(formPage({ before }))
  await ready(page)
  await typeCard(page)

  // The controller is made again, the fields join it, and nothing has to be retyped.
  await run(page, `document.querySelectorAll('body > iframe').forEach(frame => frame.remove())`)
  await until(page, `document.querySelectorAll('body > iframe').length === 1`)
  expect((await createToken(page)).token).toMatch(TOKEN)

  await run(page, `document.body.prepend(document.querySelector('#cvv'))`)
  await until(page, 'readies === 2')
  expect(await run(page, 'return fields.cvv.state.empty')).toBe(true)
  await type(page, 'cvv', GOOD_CARD.cvv)
  expect((await createToken(page)).token).toMatch(TOKEN)

  await run(page, `document.querySelector('#zip').innerHTML = ''`)
  await until(page, '!fields.zip.isMounted')
  expect((await createToken(page)).card).not.toHaveProperty('address_zip')
  await run(page, `fields.zip.mount('#zip'); await clover.ready()`)
  await type(page, 'zip', GOOD_CARD.zip)
  expect((await createToken(page)).card).toMatchObject({ address_zip: GOOD_CARD.zip })
  expect(await run(page, 'return log')).toEqual([])
  expect(errors).toEqual([])
})

test.each(['open', 'closed'])('BRT-68 SEC-11 SDK-57: fields in a shadow root that is %s make a token', async mode => {
  const { page } = await world.open({
    body: '<div id="host"></div>',
    script: `
      const root = host.attachShadow({ mode: '${mode}' })
      window.clover = new Clover(KEY)
      window.fields = {}
      window.places = []
      const elements = clover.elements()
      for (const [type, id] of [['CARD_NUMBER', 'number'], ['CARD_DATE', 'date'], ['CARD_CVV', 'cvv'], ['CARD_POSTAL_CODE', 'zip']]) {
        const container = document.createElement('div')
        root.append(container)
        places.push(container)
        ;(fields[id] = elements.create(type)).mount(container)
      }`,
  })
  await ready(page)
  for (const [index, id] of FOUR_PLACES.entries()) {
    // The containers of a closed root are out of a selector's reach, but not of a shopper's.
    const { x, y } = await run<{ x: number; y: number }>(
      page,
      `return places[${index}].getBoundingClientRect().toJSON()`,
    )
    await page.mouse.click(x + 30, y + 8)
    await page.keyboard.type(GOOD_CARD[id as keyof typeof GOOD_CARD])
  }
  expect((await createToken(page)).token).toMatch(TOKEN)
})
