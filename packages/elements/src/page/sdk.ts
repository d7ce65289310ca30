/** Entry of `sdk.js`: defines the two globals, and does nothing else (contract 2.3, SDK-18). */
import type { CloverConstructor } from '../loader/types.ts'
import { makeClover } from './clover.ts'
import { explain } from './errors.ts'
import { executingScript, VERSION } from './origins.ts'

/** Where a second evaluation finds the first, even after both globals were deleted (SDK-15, SDK-66). */
const EVALUATED = Symbol.for(`trefoil.sdk.${parseInt(VERSION)}`)

interface Globals {
  Clover?: unknown
  Trefoil?: unknown
  [EVALUATED]?: CloverConstructor
}

const globals = window as unknown as Globals
const script = executingScript()
const known = globals[EVALUATED]
const ours: CloverConstructor = known ?? makeClover(script?.getAttribute('data-fields-origin') ?? null)
if (!known) Object.defineProperty(globals, EVALUATED, { value: ours })

// An element with such an id answers to the name as well, but does not own it.
const free = (name: 'Clover' | 'Trefoil'): boolean =>
  !Object.hasOwn(globals, name) || (globals[name] ?? undefined) === undefined
if (free('Trefoil')) globals.Trefoil = ours
if (script?.getAttribute('data-global') !== 'Trefoil') {
  if (free('Clover')) globals.Clover = ours
  else if (globals.Clover !== ours) explain('window.Clover is taken; use window.Trefoil.')
}
