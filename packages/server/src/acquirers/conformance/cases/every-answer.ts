/** What holds of every answer, whatever it was. */
import assert from 'node:assert/strict'
import { everyAnswer } from '../every-answer.ts'
import type { ConformanceCase } from '../case.ts'
import type { Harness } from '../harness.ts'

/** The texts in an answer, however deep. */
function textsIn(answer: object): readonly string[] {
  if (answer instanceof Error) return [answer.message]
  return Object.values(answer).flatMap((value: unknown) => {
    if (typeof value === 'string') return [value]
    return typeof value === 'object' && value !== null ? textsIn(value) : []
  })
}

/** The numbers of the cards that are sent. */
function numbersSent({ card, provocations, cardsByBrand }: Harness): readonly string[] {
  const provoking = Object.values(provocations).map(one => ('card' in one ? one.card?.number : undefined))
  return [card.number, ...provoking, ...Object.values(cardsByBrand)].filter(number => number !== undefined)
}

export const EVERY_ANSWER: readonly ConformanceCase[] = [
  {
    id: 'never-throws',
    promise: 'CHG-24: whatever the acquirer does is told as an outcome, never thrown, and told in time',
    async run(bench) {
      for (const { what, answer } of await everyAnswer(bench)) {
        if (answer.kind === 'threw') assert.fail(`${what}: the connector threw ${String(answer.error)}.`)
        assert.notEqual(answer.kind, 'hung', `${what}: the connector never told an outcome.`)
      }
    },
  },
  {
    id: 'no-card-number',
    promise: 'GEN-19: no answer holds a card number or a verification value, in none of its texts',
    async run(bench) {
      const numbers = numbersSent(bench.harness)
      const { verificationCode } = bench.harness.card
      const asWord = verificationCode === undefined ? undefined : new RegExp(`\\b${verificationCode}\\b`)
      const told = [...(await everyAnswer(bench)), ...bench.late.map(answer => ({ what: 'a late answer', answer }))]
      for (const { what, answer } of told) {
        for (const text of textsIn(answer)) {
          const digits = text.replace(/[ -]/g, '')
          // The assertions do not show the text: the report of a test is a log as well.
          assert.ok(!numbers.some(number => digits.includes(number)), `${what}: the answer holds a card number.`)
          assert.ok(!asWord?.test(text), `${what}: the answer holds a verification value.`)
        }
      }
    },
  },
]
