import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestServer } from '../../../test/support/server.ts'
import type { TestServer } from '../../../test/support/server.ts'
import { reconcile } from './reconcile.ts'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer({
    environment: { TREFOIL_ACQUIRER_TIMEOUT_MS: '200', TREFOIL_INQUIRY_BUDGET_MS: '100' },
  })
})
afterAll(() => server.close())

const compare = () => reconcile({ database: server.databases.services, books: server.books })
const charge = async (body: object) =>
  (await server.call('POST', '/v1/charges', { body: { currency: 'usd', source: await server.token(), ...body } })).body
const refund = async (body: object) => (await server.call('POST', '/v1/refunds', { body })).body
const entries = async (chargeId: string) =>
  (
    await server.databases.services.query(
      'select account, amount from payments.ledger_entry where charge_id = $1 order by created_at, account',
      [chargeId],
    )
  ).rows

test('faults oracle 3: after sales, captures, refunds, voids and declines the entries sum to zero and the books agree', async () => {
  await charge({ amount: 1000, tip_amount: 100 })
  const part = await charge({ amount: 2000, capture: false, tip_amount: 50 })
  await server.call('POST', `/v1/charges/${part.id}/capture`, { body: { amount: 700 } })
  await refund({ charge: part.id, amount: 300 })
  await refund({ charge: (await charge({ amount: 500 })).id })
  await refund({ charge: (await charge({ amount: 400, capture: false })).id })
  const canceled = await refund({ charge: (await charge({ amount: 900 })).id, amount: 100 })
  await server.call('POST', `/v1/refunds/${canceled.id}/cancel`, { body: {} })
  await charge({ amount: 90000005 })
  const unknown = (await charge({ amount: 91000002 })).error.charge
  expect(await compare()).toMatchObject({ charges: 7, sumMinor: 0, undecided: 1, differences: [] })
  await server.running.payments!.resolver.runDue()
  expect(await compare()).toMatchObject({ undecided: 0, differences: [] })
  expect(await entries(unknown)).toEqual([])
  expect(await entries(part.id)).toEqual([
    { account: 'acquirer_receivable', amount: 750 },
    { account: 'merchant_payable', amount: -750 },
    { account: 'acquirer_receivable', amount: -300 },
    { account: 'merchant_payable', amount: 300 },
  ])
})

test('the ledger is added to and never changed', async () => {
  const { services } = server.databases
  for (const statement of ['update payments.ledger_transfer set amount = 1', 'delete from payments.ledger_transfer']) {
    await expect(services.query(statement)).rejects.toMatchObject({ code: '42501' })
  }
})

test('what does not agree is named: books, ledger, charge and attempt', async () => {
  const { owner, acquirer } = server.databases
  const { id } = await charge({ amount: 1234 })
  const problems = async () => (await compare()).differences.map(({ chargeId, problem }) => [chargeId, problem])

  await acquirer.query('update acquirer.transaction set amount_minor = 1235 where reference = $1', [id])
  expect(await problems()).toEqual([[id, "the ledger says 1234, the acquirer's books 1235"]])
  await acquirer.query('update acquirer.transaction set amount_minor = 1234 where reference = $1', [id])

  await owner.query('update payments.charge set amount_refunded = 34 where id = $1', [id])
  expect(await problems()).toEqual([[id, 'the charge says 1200, the ledger 1234']])
  await owner.query('update payments.charge set amount_refunded = 0 where id = $1', [id])

  await owner.query(`update payments.attempt set state = 'declined' where id = $1`, [id])
  expect(await problems()).toEqual([[id, `transfer ${id} has no approved attempt`]])
  await owner.query(`update payments.attempt set state = 'approved' where id = $1`, [id])

  await owner.query('create table payments.aside as select * from payments.ledger_transfer where id = $1', [id])
  await owner.query('delete from payments.ledger_transfer where id = $1', [id])
  expect(await problems()).toEqual([
    [id, `approved attempt ${id} has no transfer`],
    [id, 'the charge says 1234, the ledger 0'],
    [id, "the ledger says 0, the acquirer's books 1234"],
  ])
  await owner.query('insert into payments.ledger_transfer select * from payments.aside')

  await acquirer.query(
    `insert into acquirer.transaction (id, merchant_id, reference, kind, amount_minor, currency, response_code)
     values (1, $1, 'nobody-knows', 'sale', 5, 'usd', '00')`,
    [server.facts.merchantId],
  )
  expect(await problems()).toEqual([['nobody-knows', "no such charge; the acquirer's books say 5"]])
})
