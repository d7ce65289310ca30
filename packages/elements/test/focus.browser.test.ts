import { afterAll, beforeAll, expect, test } from 'vitest'
import { formPage, until } from './support/form.ts'
import { ready, startWorld } from './support/world.ts'
import type { World } from './support/world.ts'

let world: World
beforeAll(async () => (world = await startWorld()))
afterAll(() => world.close())

test('A11Y-7: focus() moves from field to field, and from the page into a field, each time', async () => {
  const { page } = await world.open(formPage())
  await ready(page)
  for (let round = 0; round < 5; round++) {
    for (const id of ['number', 'cvv', 'date', 'zip']) {
      await page.evaluate(`fields.${id}.focus()`)
      await until(page, `fields.${id}.state.focused`)
      await page.keyboard.type('1')
    }
    await page.locator('#outside').focus()
    await until(page, `Object.values(fields).every(field => !field.state.focused)`)
  }
  const states = await page.evaluate<{ empty: boolean }[]>('Object.values(fields).map(field => field.state)')
  expect(states.filter(({ empty }) => empty)).toEqual([])
})

test('A11Y-7: with focusOnError a failed call moves focus to the first wrong field in page order', async () => {
  const { page } = await world.open(formPage({ options: '{ focusOnError: true }' }))
  await ready(page)
  for (let round = 0; round < 5; round++) {
    await page.locator('#outside').focus()
    await page.evaluate('clover.createToken()')
    await until(page, 'fields.number.state.focused')
  }
})
