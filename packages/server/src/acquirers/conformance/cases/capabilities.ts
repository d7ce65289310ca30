/** What is declared can be done. The messages themselves are exercised by their own cases. */
import assert from 'node:assert/strict'
import { expectApproved } from '../expectations.ts'
import type { AuthorizeRequest } from '../../connector.ts'
import type { ConformanceCase } from '../case.ts'
import type { Attempted, Bench } from '../bench.ts'

/** Tried when every currency is declared: with two digits after the point, without, and with three. */
const CURRENCIES = ['usd', 'jpy', 'kwd'] as const

/** The messages that can be declared, each sent as it would be to be approved. */
const MESSAGES = {
  verification: bench => bench.verify(bench.verification()),
  capture: async bench => {
    const charge = bench.charge({ capture: false })
    await bench.authorize(charge)
    return bench.capture(bench.following(charge))
  },
  refund: async bench => {
    const charge = bench.charge()
    await bench.authorize(charge)
    return bench.refund(bench.following(charge))
  },
  void: async bench => {
    const charge = bench.charge()
    await bench.authorize(charge)
    return bench.void(bench.undoing(charge))
  },
  reversal: async bench => {
    const charge = bench.charge()
    await bench.authorize(charge)
    return bench.reverse(bench.undoing(charge))
  },
} satisfies Record<string, (bench: Bench) => Promise<Attempted>>

async function expectChargeable(bench: Bench, members: Partial<AuthorizeRequest>, what: string): Promise<void> {
  const request = { ...bench.charge(), ...members }
  expectApproved(await bench.authorize(request), `A charge with ${what}, which is declared,`)
}

export const CAPABILITIES: readonly ConformanceCase[] = [
  {
    id: 'capability-messages',
    promise: 'CHG-24: a message that is declared is sent, and one that is not declared is never approved',
    async run(bench) {
      for (const [name, send] of Object.entries(MESSAGES)) {
        const isDeclared = bench.capabilities[name as keyof typeof MESSAGES]
        const { kind } = await send(bench)
        assert.equal(kind === 'approved', isDeclared, `${name} is declared ${isDeclared}, and its message was ${kind}.`)
      }
      const charge = bench.charge()
      await bench.authorize(charge)
      const { kind } = await bench.inquire(charge)
      const { inquire } = bench.capabilities
      assert.equal(kind === 'approved', inquire, `inquire is declared ${inquire}, and the inquiry was ${kind}.`)
    },
  },
  {
    id: 'capability-partial-capture',
    promise: 'CHG-17: who declares captures of a part declares captures',
    capabilities: ['partialCapture'],
    async run(bench) {
      assert.equal(bench.capabilities.capture, true)
    },
  },
  {
    id: 'capability-level2',
    promise: 'CHG-38: a charge with the level 2 data that is declared is approved',
    capabilities: ['level2'],
    run: bench => expectChargeable(bench, { level2: { tax_amount: 1, pc_order_number: 'ORDER1' } }, 'level 2 data'),
  },
  {
    id: 'capability-level3',
    promise: 'CHG-39: a charge with the level 3 data that is declared is approved',
    capabilities: ['level3'],
    run: bench => expectChargeable(bench, { level3: { line_items: [{ description: 'Tea' }] } }, 'level 3 data'),
  },
  {
    id: 'capability-soft-descriptor',
    promise: 'CHG-37: a charge with the soft descriptor that is declared is approved',
    capabilities: ['softDescriptor'],
    run: bench => expectChargeable(bench, { softDescriptor: { dba_name: 'Tea House' } }, 'a soft descriptor'),
  },
  {
    id: 'capability-external-tokens',
    promise: 'TOK-28: a charge of each kind of external token that is declared is approved',
    async run(bench) {
      for (const externalTokenType of bench.capabilities.externalTokenTypes) {
        const { expiryMonth, expiryYear } = bench.harness.card
        const card = { externalTokenType, externalToken: '1227549876543210', expiryMonth, expiryYear }
        await expectChargeable(bench, { card }, `a token of type ${externalTokenType}`)
      }
    },
  },
  {
    id: 'capability-currencies',
    promise: 'CHG-24: a charge in each currency that is declared is approved',
    async run(bench) {
      const { currencies } = bench.capabilities
      for (const currency of currencies === 'all' ? CURRENCIES : currencies) {
        await expectChargeable(bench, { currency }, `the currency ${currency}`)
      }
    },
  },
  {
    id: 'capability-brands',
    promise: 'CHG-24: a charge of each brand that is declared is approved',
    async run(bench) {
      const { brands } = bench.capabilities
      const { cardsByBrand, card } = bench.harness
      for (const brand of brands === 'all' ? Object.keys(cardsByBrand) : brands) {
        const number = cardsByBrand[brand]
        assert.ok(number !== undefined, `The brand ${brand} is declared, and the harness has no card of it.`)
        await expectChargeable(bench, { card: { ...card, number, brand } }, `a card of ${brand}`)
      }
    },
  },
]
