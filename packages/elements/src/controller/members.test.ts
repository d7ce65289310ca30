import { afterEach, expect, test } from 'vitest'
import { acceptJoins } from './joins.ts'
import { answering, frameId, start, TOKEN } from './test-support.ts'

let world: ReturnType<typeof start>
const made = () => (world = start())
afterEach(() => world?.stop())

/** Ports keep no order between each other: what was said on one is heard for certain only a moment later. */
const settled = (): Promise<void> => new Promise(resolve => setTimeout(resolve, 20))

test('SEC-12: a field is welcomed, and told the settings when they are there', async () => {
  const { field, begin, page } = made()
  const early = field('early', ['CARD_NUMBER'])
  expect(await early.next('welcome')).toEqual({ t: 'welcome' })
  begin()
  await page.next('session')
  const late = field('late', ['CARD_CVV'])
  for (const joined of [early, late]) {
    expect(await joined.next('settings')).toEqual({ t: 'settings', brands: ['VISA', 'MC'], postalRequired: false })
  }
})

test('EVT-15: the code field follows the brand of the number field, also when it comes later', async () => {
  const { field } = made()
  const number = field('number', ['CARD_NUMBER'])
  const code = field('code', ['CARD_CVV'])
  const date = field('date', ['CARD_DATE'])
  number.say({ t: 'state', key: 'CARD_NUMBER', empty: false, brand: 'AMEX' })
  expect(await code.next('state')).toEqual({ t: 'state', brand: 'AMEX' })
  const later = field('later', ['CARD_CVV'])
  expect(await later.next('state')).toEqual({ t: 'state', brand: 'AMEX' })
  expect(date.heard.map(({ t }) => t)).toEqual(['welcome'])
})

test('FLD-19: what a browser filled in beside the number goes to the field of that kind if it is empty', async () => {
  const { field } = made()
  const number = field('number', ['CARD_NUMBER'])
  const date = field('date', ['CARD_DATE'])
  const name = field('name', ['CARD_NAME'])
  await name.next('welcome')
  name.say({ t: 'state', key: 'CARD_NAME', empty: false })
  await settled()
  number.say({ t: 'companion', key: 'CARD_POSTAL_CODE', value: '94041' })
  number.say({ t: 'companion', key: 'CARD_NAME', value: 'A B' })
  number.say({ t: 'companion', key: 'CARD_DATE', value: '12/30' })
  expect(await date.next('companion')).toEqual({ t: 'companion', key: 'CARD_DATE', value: '12/30' })
  await settled()
  expect(name.heard).toEqual([])
  name.say({ t: 'state', key: 'CARD_NAME', empty: true })
  await settled()
  number.say({ t: 'companion', key: 'CARD_NAME', value: 'A B' })
  expect(await name.next('companion')).toMatchObject({ value: 'A B' })
})

test('SEC-12: one place for each window; whoever joins again replaces', async () => {
  const { field } = made()
  const window = { closed: false }
  const first = field('first', ['CARD_CVV'], window)
  const second = field('second', ['CARD_CVV'], window)
  field('number', ['CARD_NUMBER']).say({ t: 'state', key: 'CARD_NUMBER', empty: false, brand: 'VISA' })
  expect(await second.next('state')).toEqual({ t: 'state', brand: 'VISA' })
  expect(first.heard.filter(({ t }) => t === 'state')).toEqual([])
})

test('SDK-43: a field that comes again while a call waits for it is asked again, where it sits now', async () => {
  const { begin, field, page, tokenize, vault } = made()
  begin()
  const window = { closed: false }
  const lost = field('number', ['CARD_NUMBER'], window)
  answering(field('date', ['CARD_DATE']), () => ({ jwes: {}, plain: { CARD_DATE: '122030' } }))
  answering(field('code', ['CARD_CVV']), () => ({ jwes: { CARD_CVV: 'jwe-code' }, plain: {} }))
  tokenize()
  await lost.next('seal')
  answering(field('number', ['CARD_NUMBER'], window), () => ({ jwes: { CARD_NUMBER: 'jwe-number' }, plain: {} }))
  expect(await page.next('result')).toMatchObject({ call: 1, token: TOKEN })
  expect(vault.to('/v1/tokens')).toHaveLength(1)
})

test('SDK-59: a frame that the page has removed holds no place', async () => {
  const { field, members } = made()
  const gone = field('gone', ['CARD_CVV'])
  gone.frame.closed = true
  field('number', ['CARD_NUMBER'])
  let found = false
  void members.all([frameId('gone')]).then(() => (found = true))
  await members.all([frameId('number')])
  expect(found).toBe(false)
})

const ORIGIN = 'https://fields.example'

function door() {
  const parent = {}
  let listener: (event: unknown) => void = () => {}
  const own = {
    parent,
    location: { origin: ORIGIN },
    addEventListener: (_: string, added: typeof listener) => (listener = added),
  }
  const joined: unknown[] = []
  acceptJoins('eid1', join => joined.push(join), own as unknown as Window)
  const sibling = (pathname: string, of: object = parent) => ({ parent: of, location: { pathname } })
  const join = { trefoil: 1, t: 'join', id: frameId('x'), keys: ['CARD_CVV'] }
  const knock = (event: object = {}): void =>
    listener({ origin: ORIGIN, ports: [{}], source: sibling('/e/eid1/1.0.0/field.html'), data: join, ...event })
  return { joined, join, knock, sibling }
}

test('SEC-12: a sibling of the same key may join', () => {
  const { joined, join, knock } = door()
  knock()
  expect(joined).toEqual([join])
})

test('SEC-12: nobody else may', () => {
  const { joined, join, knock, sibling } = door()
  const foreign = Object.defineProperty({ ...sibling('') }, 'location', {
    get: () => {
      throw new Error('SecurityError')
    },
  })
  knock({ origin: 'https://shop.example' })
  knock({ origin: 'null' })
  knock({ source: sibling('/e/eid2/1.0.0/field.html') })
  knock({ source: sibling('/e/eid12/1.0.0/field.html') })
  knock({ source: sibling('/e/eid1/1.0.0/field.html', {}) })
  knock({ source: foreign })
  knock({ source: null })
  knock({ ports: [] })
  knock({ ports: [{}, {}] })
  knock({ data: { ...join, keys: ['PAN'] } })
  expect(joined).toEqual([])
})
