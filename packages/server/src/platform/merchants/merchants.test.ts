import { afterAll, beforeAll, expect, test } from 'vitest'
import { openAllConnections, startTestPlatform, untilMs } from '../platform.test-support.ts'
import type { Reply, TestPlatform } from '../platform.test-support.ts'

let world: TestPlatform
let live: TestPlatform
beforeAll(async () => {
  world = await startTestPlatform()
  live = await startTestPlatform('live')
})
afterAll(async () => {
  await world.close()
  await live.close()
})

const MERCHANTS = '/trefoil/v1/merchants'
const create = (body: object, where = world) => where.call('POST', MERCHANTS, { bearer: where.operator, body })
const put = (id: string, body: object, bearer = world.operator) =>
  world.call('PUT', `${MERCHANTS}/${id}`, { bearer, body })
const get = (id: string, bearer = world.operator) => world.call('GET', `${MERCHANTS}/${id}`, { bearer })
const codeOf = (reply: Reply) => [reply.status, reply.body.error?.code, reply.body.error?.param]

const FEATURE_NAMES = [
  'multi_pay',
  'gift_cards',
  'ach',
  'apple_pay',
  'google_pay',
  'threeds',
  'soft_descriptor',
  'purchase_card',
]
const features = (on: readonly string[]) => Object.fromEntries(FEATURE_NAMES.map(name => [name, on.includes(name)]))

const DEFAULTS = {
  object: 'merchant',
  name: 'Tea House',
  active: true,
  default_currency: 'usd',
  authorization_ttl_days: 7,
  cvc_fail_declines: false,
  zip_fail_declines: false,
  line1_fail_declines: false,
  require_shopper_ip: false,
  refund_max_amount: null,
  currencies: ['usd'],
  tax_rates: [],
  tenders: [
    { id: expect.any(String), label_key: 'com.clover.tender.cash', label: 'Cash' },
    { id: expect.any(String), label_key: 'com.clover.tender.check', label: 'Check' },
  ],
  brands: ['VISA', 'MC', 'AMEX', 'DISCOVER', 'DINERS_CLUB', 'JCB', 'UNIONPAY'],
  postal_code: 'optional',
  id: expect.stringMatching(/^[0-9A-HJKMNP-TV-Z]{13}$/),
  createdTime: expect.any(Number),
  modifiedTime: expect.any(Number),
}

test('contract 1.6: a sandbox merchant starts with the defaults of the sandbox', async () => {
  const { status, body } = await create({ name: 'Tea House', default_currency: 'USD' })
  expect(status).toBe(200)
  expect(body).toEqual({ ...DEFAULTS, features: features(FEATURE_NAMES) })
  expect((await get(body.id)).body).toEqual(body)
})

test('contract 1.6: a live merchant starts with the defaults of live', async () => {
  const { body } = await create({ name: 'Tea House', default_currency: 'usd' }, live)
  expect(body).toEqual({ ...DEFAULTS, features: features(['multi_pay']) })
})

test('contract 3.6: settings may be given at once', async () => {
  const settings = {
    cvc_fail_declines: 'true',
    refund_max_amount: '5000',
    features: { ach: false },
    postal_code: 'required',
  }
  const { body } = await create({ name: 'Tea House', default_currency: 'cad', ...settings })
  expect(body).toMatchObject({ cvc_fail_declines: true, refund_max_amount: 5000, postal_code: 'required' })
  expect(body).toMatchObject({ default_currency: 'cad', currencies: ['cad'] })
  expect(body.features).toEqual(features(FEATURE_NAMES.filter(name => name !== 'ach')))
})

test('contract 3.6: a change touches what it names and nothing else', async () => {
  const { body: made } = await create({ name: 'Tea House', default_currency: 'usd' })
  const first = await put(made.id, { features: { ach: false }, currencies: ['usd', 'CAD'] })
  expect(first.body).toEqual({
    ...made,
    features: { ...made.features, ach: false },
    currencies: ['usd', 'cad'],
    modifiedTime: expect.any(Number),
  })
  const second = await put(made.id, { features: { threeds: false }, require_shopper_ip: true, name: 'Tea Palace' })
  expect(second.body).toMatchObject({ currencies: ['usd', 'cad'], require_shopper_ip: true, name: 'Tea Palace' })
  expect(second.body.features).toMatchObject({ ach: false, threeds: false, gift_cards: true })
  expect((await get(made.id)).body).toEqual(second.body)
})

test('contract 1.6: changes made at once all hold', async () => {
  await openAllConnections(world.databases)
  const changes = [
    ...[{ cvc_fail_declines: true }, { zip_fail_declines: true }, { line1_fail_declines: true }],
    ...[{ require_shopper_ip: true }, { refund_max_amount: 7 }, { name: 'New' }],
  ]
  for (let round = 0; round < 3; round++) {
    const { id } = await world.newMerchant()
    await Promise.all(changes.map(change => put(id, change)))
    expect((await get(id)).body).toMatchObject(Object.assign({}, ...changes))
  }
})

test('ORD-6, CHG-8: tax rates and tenders get ids, and keep those they have', async () => {
  const { id } = await world.newMerchant()
  const rates = [
    { name: 'Sales', rate: 1_000_000 },
    { id: 'PRE95B9EE0ZBG', name: 'City', rate: '625000' },
  ]
  const { body } = await put(id, { tax_rates: rates, tenders: [{ label_key: 'shop.voucher', label: 'Voucher' }] })
  expect(body.tax_rates).toEqual([
    { id: expect.stringMatching(/^[0-9A-HJKMNP-TV-Z]{13}$/), name: 'Sales', rate: 1_000_000 },
    { id: 'PRE95B9EE0ZBG', name: 'City', rate: 625_000 },
  ])
  expect(body.tenders).toEqual([{ id: expect.any(String), label_key: 'shop.voucher', label: 'Voucher' }])
  expect((await put(id, { tax_rates: body.tax_rates })).body.tax_rates).toEqual(body.tax_rates)
})

test('TOK-5: brands are read in any letter case, aliases count as their brand', async () => {
  const { id } = await world.newMerchant()
  const { body } = await put(id, { brands: ['visa', 'Mastercard', 'MC', 'diners', 'INTERAC'] })
  expect(body.brands).toEqual(['VISA', 'MC', 'DINERS_CLUB', 'INTERAC'])
})

test.each([
  [{ authorization_ttl_days: 0 }, 'authorization_ttl_days', 'invalid_request'],
  [{ authorization_ttl_days: 7.5 }, 'authorization_ttl_days', 'invalid_request'],
  [{ cvc_fail_declines: 'on' }, 'cvc_fail_declines', 'invalid_request'],
  [{ zip_fail_declines: 1 }, 'zip_fail_declines', 'invalid_request'],
  [{ line1_fail_declines: [] }, 'line1_fail_declines', 'invalid_request'],
  [{ require_shopper_ip: 'yes' }, 'require_shopper_ip', 'invalid_request'],
  [{ refund_max_amount: -1 }, 'refund_max_amount', 'invalid_request'],
  [{ refund_max_amount: 100_000_000 }, 'refund_max_amount', 'invalid_request'],
  [{ currencies: 'usd' }, 'currencies', 'invalid_request'],
  [{ currencies: ['usd', 'xyz'] }, 'currencies[1]', 'invalid_currency'],
  [{ currencies: ['cad'] }, 'currencies', 'invalid_request'],
  [{ tax_rates: [{ name: 'A', rate: 10_000_001 }] }, 'tax_rates[0].rate', 'invalid_request'],
  [{ tax_rates: [{ rate: 1 }] }, 'tax_rates[0].name', 'parameter_missing'],
  [
    { tax_rates: ['PRE95B9EE0ZBG', 'PRE95B9EE0ZBG'].map(id => ({ id, name: 'A', rate: 1 })) },
    'tax_rates',
    'invalid_request',
  ],
  [{ tenders: [{ label: 'Voucher' }] }, 'tenders[0].label_key', 'parameter_missing'],
  [{ features: 'ach' }, 'features', 'invalid_request'],
  [{ features: { ach: 'maybe' } }, 'features.ach', 'invalid_request'],
  [{ brands: ['VISA', 'ACME'] }, 'brands[1]', 'invalid_request'],
  [{ postal_code: 'hidden' }, 'postal_code', 'invalid_request'],
  [{ active: 'no' }, 'active', 'invalid_request'],
  [{ name: '' }, 'name', 'invalid_request'],
])('contract 1.6: %j is refused and changes nothing', async (body, param, code) => {
  const { id } = await world.newMerchant()
  const before = (await get(id)).body
  expect(codeOf(await put(id, { require_shopper_ip: true, ...body }))).toEqual([400, code, param])
  expect((await get(id)).body).toEqual(before)
})

test.each([
  [{ default_currency: 'usd' }, 'name', 'parameter_missing'],
  [{ name: 'Shop' }, 'default_currency', 'parameter_missing'],
  [{ name: 'Shop', default_currency: 'dollar' }, 'default_currency', 'invalid_currency'],
])('contract 3.6: a merchant of %j is refused', async (body, param, code) => {
  expect(codeOf(await create(body))).toEqual([400, code, param])
})

test('contract 3.6: a merchant administrator reads and changes its own merchant, and meets 404 elsewhere', async () => {
  const mine = await world.newMerchant()
  const theirs = await world.newMerchant()
  const admin = await world.administratorOf(mine.id)
  expect((await get(mine.id, admin)).status).toBe(200)
  expect((await put(mine.id, { require_shopper_ip: true }, admin)).body.require_shopper_ip).toBe(true)
  for (const reply of [
    await get(theirs.id, admin),
    await put(theirs.id, { require_shopper_ip: true }, admin),
    await put(theirs.id, { active: false }, admin),
    await world.call('POST', MERCHANTS, { bearer: admin, body: { name: 'Shop', default_currency: 'usd' } }),
    await get('M9S346Q3D25VT', admin),
    await get('M9S346Q3D25VT'),
    await get("x' or true"),
    await get('M9S346Q3D2%00'),
    await get('%ff'),
  ]) {
    expect(codeOf(reply).slice(0, 2)).toEqual([404, 'resource_missing'])
  }
})

test('contract 3.6: only the operator may set active', async () => {
  const { id } = await world.newMerchant()
  const admin = await world.administratorOf(id)
  const refused = await put(id, { active: false, require_shopper_ip: true }, admin)
  expect([refused.status, refused.body.error.code, refused.body.error.permission]).toEqual([
    403,
    'permission_missing',
    'operator',
  ])
  expect((await get(id)).body).toMatchObject({ active: true, require_shopper_ip: false })
  expect((await put(id, { active: false })).body.active).toBe(false)
  expect((await put(id, { active: true })).body.active).toBe(true)
})

test('contract 1.6, OAUTH-19: a setting that changes reaches the credentials of every process within 1 s', async () => {
  const merchant = await world.newMerchant()
  const { privateKey } = await world.platform.createKeyPair({ merchantId: merchant.id, integrationType: 'API' })
  const setting = async (platform: TestPlatform['platform']) =>
    (await platform.authenticator.bearer(privateKey)).merchant.settings.require_shopper_ip
  expect(await setting(world.otherProcess)).toBe(false)
  await put(merchant.id, { require_shopper_ip: true })
  expect(await setting(world.platform)).toBe(true)
  expect(await untilMs(() => setting(world.otherProcess), 2000)).toBeLessThan(1000)
})

test('ERR-7: management endpoints refuse every other credential', async () => {
  const merchant = await world.newMerchant()
  const { accessToken } = await world.newAccess(merchant.id)
  for (const bearer of [undefined, accessToken, `trf_mt_${'a'.repeat(43)}`]) {
    const reply = await world.call('GET', `${MERCHANTS}/${merchant.id}`, { bearer })
    expect(codeOf(reply).slice(0, 2)).toEqual([401, 'unauthorized'])
  }
})
