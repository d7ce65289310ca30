/** Every promise of a connector. */
import { ANSWERS } from './answers.ts'
import { CAPABILITIES } from './capabilities.ts'
import { CAPTURES } from './captures.ts'
import { CLOSING } from './closing.ts'
import { DECISIONS } from './decisions.ts'
import { EVERY_ANSWER } from './every-answer.ts'
import { INQUIRIES } from './inquiries.ts'
import { RACES } from './races.ts'
import { REFUNDS } from './refunds.ts'
import { REPEATS } from './repeats.ts'
import { REVERSALS } from './reversals.ts'
import { SILENCE } from './silence.ts'
import { VOIDS } from './voids.ts'
import type { ConformanceCase } from '../case.ts'

export const CASES: readonly ConformanceCase[] = [
  ...DECISIONS,
  ...ANSWERS,
  ...SILENCE,
  ...INQUIRIES,
  ...REVERSALS,
  ...CAPTURES,
  ...REFUNDS,
  ...VOIDS,
  ...REPEATS,
  ...RACES,
  ...CAPABILITIES,
  ...EVERY_ANSWER,
  ...CLOSING,
]
