import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Frame, Page } from 'playwright-core'
import { formPage, leave, run, until } from './support/form.ts'
import { fillIn, retype, textOf } from './support/shopper.ts'
import { inputOf, ready, startWorld } from './support/world.ts'
import type { World } from './support/world.ts'

let world: World
beforeAll(async () => (world = await startWorld()))
afterAll(() => world.close())

const LOG = `window.log = []
  for (const [id, field] of Object.entries(fields))
    field.addEventListener('change', states => log.push({ id, empty: states[field.type].empty }))`

const FIELDS = ['number', 'date', 'cvv', 'zip'] as const
const texts = (page: Page): Promise<string[]> => Promise.all(FIELDS.map(id => textOf(page, id)))

async function filled() {
  const shop = await world.open(formPage({ before: LOG }))
  await ready(shop.page)
  await fillIn(shop.page)
  await leave(shop.page)
  await until(shop.page, 'Object.values(fields).every(({ state }) => state.complete && !state.focused)')
  await shop.page.evaluate('log.length = 0')
  return shop
}

test('BRT-62 SEC-34: clear() empties a field, with one change, and forgets that it was touched', async () => {
  const { page } = await filled()
  await run(page, 'for (const field of Object.values(fields)) field.clear()')
  await until(page, 'log.length >= 4')
  expect(await texts(page)).toEqual(['', '', '', ''])
  expect(await run(page, 'return log')).toEqual(FIELDS.map(id => ({ id, empty: true })))
  expect(await run(page, 'return fields.number.state')).toMatchObject({ touched: false, empty: true, complete: false })
})

test('BRT-62 SEC-34: a field that is unmounted and mounted again is empty', async () => {
  const { page } = await filled()
  await run(
    page,
    `
    for (const [id, field] of Object.entries(fields)) { field.unmount(); field.mount('#' + id) }
    await clover.ready()`,
  )
  expect(await texts(page)).toEqual(['', '', '', ''])
  expect(await run(page, 'return Object.values(fields).map(({ state }) => state.empty)')).toEqual([
    true,
    true,
    true,
    true,
  ])
})

test('BRT-62 SEC-34: when the page is left the fields are wiped, and on return they say so', async () => {
  const { page } = await filled()
  const frames = page.frames().filter(frame => frame.url().includes('/field.html'))
  // What the browser does on the way into its back/forward cache, and out of it.
  const pass = (name: string) => (frame: Frame) =>
    frame.evaluate(type => void dispatchEvent(new PageTransitionEvent(type, { persisted: true })), name)
  await Promise.all(frames.map(pass('pagehide')))
  expect(await texts(page)).toEqual(['', '', '', ''])
  expect(await run(page, 'return log')).toEqual([])
  await Promise.all(frames.map(pass('pageshow')))
  await until(page, 'log.length >= 4')
  expect(await run(page, 'return log.every(({ empty }) => empty)')).toBe(true)
})

test('BRT-62 SEC-36: number and code go when nobody was at them for so long, with change; the rest stays', async () => {
  const { page } = await world.open(formPage({ before: LOG, options: '{ idleClearMinutes: 10 }' }))
  await ready(page)
  await page.clock.install()
  await page.reload()
  await ready(page)
  await fillIn(page)
  await leave(page)
  await page.evaluate('log.length = 0')
  await page.clock.fastForward('09:30')
  expect(await texts(page)).toEqual(['4242 4242 4242 4242', '12/30', '123', '94041'])
  await page.clock.fastForward('01:00')
  await until(page, 'log.length >= 2')
  expect(await texts(page)).toEqual(['', '12/30', '', '94041'])
  expect(await run(page, 'return log.map(({ id, empty }) => id + empty).sort()')).toEqual(['cvvtrue', 'numbertrue'])
})

test('BRT-62 SEC-34: destroy() of an element, and of the instance, takes the frames with what they hold; what is made anew is empty', async () => {
  const { page } = await filled()
  await run(page, 'fields.number.destroy()')
  expect(await page.locator('#number > iframe').count()).toBe(0)
  await run(page, `(fields.number = elements.create('CARD_NUMBER')).mount('#number'); await clover.ready()`)
  expect(await texts(page)).toEqual(['', '12/30', '123', '94041'])
  const fieldsLeft = await run(
    page,
    `clover.destroy()
     return [...document.querySelectorAll('iframe')].filter(({ src }) => src.includes('/e/')).length`,
  )
  expect(fieldsLeft).toBe(0)
  await run(
    page,
    `window.clover = new Clover(KEY)
     window.elements = clover.elements()
     for (const [type, id] of places) (fields[id] = elements.create(type)).mount('#' + id)
     await clover.ready()`,
  )
  expect(await texts(page)).toEqual(['', '', '', ''])
})

/** Everything on the heap of the process in which a frame is, after what is not used any more was thrown away. */
async function heapOf(frame: Frame): Promise<string> {
  const session = await frame.page().context().newCDPSession(frame)
  const parts: string[] = []
  session.on('HeapProfiler.addHeapSnapshotChunk', ({ chunk }) => parts.push(chunk))
  await session.send('HeapProfiler.enable')
  await session.send('HeapProfiler.collectGarbage')
  await session.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false })
  await session.detach()
  return parts.join('')
}

test.each(['unmount', 'destroy'])(
  'BRT-62 SEC-33 SEC-34: after %s() the number is nowhere on the heap of the process in which the fields are',
  async method => {
    const { page } = await world.open(formPage())
    await ready(page)
    const frameIn = async (id: string): Promise<Frame> =>
      (await (await page.locator(`#${id} > iframe`).elementHandle())!.contentFrame())!
    const neighbour = await frameIn('zip')
    await neighbour.evaluate(`window.kept = '5204' + '2452' + '5000' + '3294'; window[kept] = kept`)
    await retype(page, 'number', '378282246310005')
    await inputOf(page, 'cvv').focus()
    await until(page, 'fields.number.state.complete')
    await run(page, `fields.number.${method}()`)
    await expect
      .poll(
        async () => {
          const heap = await heapOf(neighbour)
          // What is still used is found, so what is not found is gone.
          expect(heap).toContain('5204245250003294')
          return ['378282246310005', '3782 822463 10005'].filter(number => heap.includes(number))
        },
        { timeout: 8_000, interval: 250 },
      )
      .toEqual([])
  },
)
