import { afterAll, beforeAll, expect, test } from 'vitest'
import { FOUR_KEYS, formPage, run, until } from './support/form.ts'
import { createToken, ready, startWorld, type, typeCard } from './support/world.ts'
import type { World } from './support/world.ts'

let world: World
beforeAll(async () => (world = await startWorld()))
afterAll(() => world.close())

test('BRT-10 EVT-3 EVT-4: listeners added before mount hear everything; removing one three times, or all of a name, is no error', async () => {
  const before = `
    window.heard = { first: 0, second: 0, third: 0 }
    window.first = () => heard.first++
    window.second = () => heard.second++
    window.third = () => heard.third++
    for (const fn of [first, second, third]) fields.number.addEventListener('change', fn)`
  const { page, errors } = await world.open(formPage({ before }))
  await ready(page)
  const heard = () => run<object>(page, 'return heard')
  await type(page, 'number', '4')
  await until(page, 'heard.third === 1')
  await run(page, `for (let i = 0; i < 3; i++) fields.number.removeEventListener('change', first)`)
  await page.keyboard.type('2')
  await until(page, 'heard.third === 2')
  expect(await heard()).toEqual({ first: 1, second: 2, third: 2 })
  await run(page, `fields.number.unmount(); fields.number.mount('#number'); await clover.ready()`)
  const left = await run<{ second: number; third: number }>(page, 'return heard')
  await type(page, 'number', '4')
  await until(page, `heard.third === ${left.third + 1}`)
  await run(
    page,
    `fields.number.removeEventListener('change'); fields.number.removeEventListener('change')
    fields.number.addEventListener('change', () => (window.last = (window.last ?? 0) + 1))`,
  )
  await page.keyboard.type('2')
  await until(page, 'window.last === 1')
  expect(await heard()).toEqual({ first: 1, second: left.second + 1, third: left.third + 1 })
  expect(errors).toEqual([])
})

test('BRT-11 EVT-1 EVT-2 SDK-33: two listeners in order, odd names, and calls of unmount, destroy and clear in any order throw nothing', async () => {
  const before = `
    window.order = []
    fields.number.addEventListener('change', () => { order.push(1); throw new Error('of the page') })
    fields.number.addEventListener('change', () => order.push(2))
    window.thrown = []
    for (const [name, fn] of [['ready', () => order.push('ready')], ['nonsense', () => {}], [undefined, () => {}], [7, () => {}], ['change', 'no function'], ['blur', undefined]])
      try { fields.number.addEventListener(name, fn) } catch (error) { thrown.push(String(error)) }`
  const { page, errors } = await world.open(formPage({ before }))
  await ready(page)
  await type(page, 'number', '4')
  await until(page, 'order.length === 3')
  expect(await run(page, 'return { order, thrown }')).toEqual({ order: ['ready', 1, 2], thrown: [] })
  // Reported as uncaught, which is how a browser's console shows it.
  expect(errors).toEqual(['of the page'])
  const thrown = await run(
    page,
    `const names = ['unmount', 'destroy', 'clear', 'focus', 'blur', 'update']
     const unused = elements.create('CARD_NAME')
     const thrown = []
     for (const field of [...Object.values(fields), unused]) for (const one of names) for (const two of names)
       try { field[one]?.(); field[two](); field[one]() } catch (error) { thrown.push([one, two, String(error)]) }
     return { thrown, left: document.querySelectorAll('#number > iframe').length }`,
  )
  expect(thrown).toEqual({ thrown: [], left: 0 })
  expect(Object.keys(await createToken(page).then(({ codes }) => codes!))).toEqual(FOUR_KEYS.slice(0, 3))
})

test('BRT-70 SDK-59: fifty rounds of mount and unmount leave the nodes and the heap of the page where they were', async () => {
  const { page, context, errors } = await world.open(formPage())
  await ready(page)
  const client = await context.newCDPSession(page)
  await client.send('HeapProfiler.enable')
  const heap = async (): Promise<number> => {
    await client.send('HeapProfiler.collectGarbage')
    return (await client.send('Runtime.getHeapUsage')).usedSize
  }
  const rounds = (count: number) =>
    run(
      page,
      `for (let round = 0; round < ${count}; round++) {
       for (const field of Object.values(fields)) field.unmount()
       await new Promise(done => setTimeout(done))
       for (const [, id] of places) fields[id].mount('#' + id)
       await new Promise(done => setTimeout(done))
     }
     for (const field of Object.values(fields)) field.unmount()`,
    )
  await rounds(2)
  const nodes = await run<number>(page, `return document.querySelectorAll('*').length`)
  const before = await heap()
  await rounds(50)
  expect(await run(page, `return document.querySelectorAll('*').length`)).toBe(nodes)
  expect((await heap()) - before).toBeLessThan(1_000_000)
  // Controller and footer go five seconds after the last element.
  await until(page, `document.querySelectorAll('iframe, .clover-footer').length === 0`, 7_000)
  await run(page, `for (const [, id] of places) fields[id].mount('#' + id)`)
  await ready(page)
  await typeCard(page)
  expect((await createToken(page)).token).toMatch(/^clv_/)
  expect(errors).toEqual([])
})
