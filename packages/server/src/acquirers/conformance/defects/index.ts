/** Connectors that are wrong on purpose: the proof that the suite can fail. */
import { OF_ANSWERS } from './of-answers.ts'
import { OF_DECLARATIONS } from './of-declarations.ts'
import { OF_INQUIRIES } from './of-inquiries.ts'
import { OF_MONEY } from './of-money.ts'
import type { Defect } from './defect.ts'

export const DEFECTS: readonly Defect[] = [...OF_ANSWERS, ...OF_INQUIRIES, ...OF_MONEY, ...OF_DECLARATIONS]
