/** What the acquirer decides, told as it is. */
import assert from 'node:assert/strict'
import { declineOf } from '../../response-codes.ts'
import { expectApproved, expectDeclined, expectStanding } from '../expectations.ts'
import type { ConformanceCase } from '../case.ts'

const CHECKS: readonly (string | null)[] = ['pass', 'fail', 'unavailable', 'unchecked']

export const DECISIONS: readonly ConformanceCase[] = [
  {
    id: 'approve',
    promise: 'CHG-24: an approved charge is told with its codes and reference number, and stands in the books',
    async run(bench) {
      const charge = bench.charge()
      const approved = expectApproved(await bench.authorize(charge), 'The charge')
      for (const member of ['networkCode', 'authCode', 'refNum'] as const) {
        assert.notEqual(approved[member] ?? '', '', `An approval tells its ${member}.`)
      }
      await expectStanding(bench, charge.merchantId, [`sale ${charge.amountMinor}`])
    },
  },
  {
    id: 'authorize',
    promise: 'CHG-22: an authorization holds the amount and takes nothing',
    capabilities: ['capture'],
    async run(bench) {
      const charge = bench.charge({ capture: false })
      expectApproved(await bench.authorize(charge), 'The authorization')
      await expectStanding(bench, charge.merchantId, [`authorization ${charge.amountMinor}`])
    },
  },
  {
    id: 'tip',
    promise: 'CHG-2: the amount is with tip, which is not added once more',
    async run(bench) {
      const charge = bench.charge({ tipMinor: 1 })
      expectApproved(await bench.authorize(charge), 'The charge with a tip')
      await expectStanding(bench, charge.merchantId, [`sale ${charge.amountMinor}`])
    },
  },
  {
    id: 'checks',
    promise: 'CHG-20: a check is null when its value was not sent, and one of four words when it was',
    async run(bench) {
      const nothing = { verificationCode: undefined, addressLine1: undefined, addressZip: undefined }
      const bare = expectApproved(await bench.authorize(bench.charge({ card: nothing })), 'The charge of a bare card')
      assert.deepEqual(bare.checks, { cvc: null, addressLine1: null, addressZip: null })
      const values = { verificationCode: '123', addressLine1: '1 Main St', addressZip: '94041' }
      const checked = expectApproved(await bench.authorize(bench.charge({ card: values })), 'The charge to be checked')
      for (const [name, check] of Object.entries(checked.checks) as [string, string | null][]) {
        assert.ok(CHECKS.includes(check), `The check ${name} must be one of four words, and was ${check}.`)
      }
    },
  },
  {
    id: 'decline',
    promise: 'CHG-35: a decline is told with its code and what the code means, and nothing stands',
    provocations: ['decline'],
    async run(bench) {
      const trigger = bench.trigger('decline')
      const charge = bench.chargeBy(trigger)
      const { networkCode, declineCode, adviceCode, message } = expectDeclined(
        await bench.authorize(charge),
        'The charge',
      )
      const expected = { networkCode: trigger.networkCode, ...declineOf(trigger.networkCode) }
      assert.deepEqual({ networkCode, declineCode, adviceCode, message }, expected)
      await expectStanding(bench, charge.merchantId, [])
    },
  },
  {
    id: 'code-85-charge',
    promise: 'CHG-36: code 85 does not approve a charge',
    provocations: ['code85'],
    async run(bench) {
      const charge = bench.chargeBy(bench.trigger('code85'))
      const declined = expectDeclined(await bench.authorize(charge), 'The charge answered with code 85')
      assert.equal(declined.declineCode, 'generic_decline')
      await expectStanding(bench, charge.merchantId, [])
    },
  },
  {
    id: 'partial-approval',
    promise: 'CHG-6: a partial approval is a decline that tells the part, and can be reversed',
    capabilities: ['reversal'],
    provocations: ['partialApproval'],
    async run(bench) {
      const charge = bench.chargeBy(bench.trigger('partialApproval'))
      const declined = expectDeclined(await bench.authorize(charge), 'The charge approved in part')
      assert.equal(declined.declineCode, 'partial_approval')
      const part = declined.partiallyApprovedMinor ?? 0
      assert.ok(part > 0 && part < charge.amountMinor, `A part of ${charge.amountMinor} cannot be ${part}.`)
      expectApproved(await bench.reverse(bench.undoing(charge)), 'The reversal of the part')
      await expectStanding(bench, charge.merchantId, [])
    },
  },
  {
    id: 'verification',
    promise: 'CHG-36, CUS-6: a verification of a good card is approved and holds no money',
    capabilities: ['verification'],
    async run(bench) {
      const verification = bench.verification()
      expectApproved(await bench.verify(verification), 'The verification')
      await expectStanding(bench, verification.merchantId, [])
    },
  },
  {
    id: 'verification-decline',
    promise: 'CUS-6: a verification that the issuer declines is a decline with its code',
    capabilities: ['verification'],
    provocations: ['verificationDecline'],
    async run(bench) {
      const { card, networkCode } = bench.trigger('verificationDecline')
      const declined = expectDeclined(await bench.verify(bench.verification(card)), 'The verification')
      assert.equal(declined.networkCode, networkCode)
    },
  },
  {
    id: 'verification-silent',
    promise: 'CHG-24: a verification without an answer is unknown',
    capabilities: ['verification'],
    provocations: ['verificationSilent'],
    async run(bench) {
      const outcome = await bench.verify(bench.verification(bench.trigger('verificationSilent').card))
      assert.deepEqual(outcome, { kind: 'unknown', reason: 'timeout' })
    },
  },
]
