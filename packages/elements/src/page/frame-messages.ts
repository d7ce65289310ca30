/**
 * Reads what our frames tell the page (contract SEC-30, SEC-31). The port is pinned to our origin, and a frame sends
 * nothing but what its schema lists (SEC-28). So the page looks at the form of each member by its name, and carries none
 * of the lists of codes, keys and brands.
 */
import type { ControllerToPage, FieldToPage } from '../shared/messages.ts'
import type { WhyToPage } from '../shared/wire.ts'
import { limited } from '../shared/wire/check.ts'
import type { Check } from '../shared/wire/check.ts'
import { bag } from './plain.ts'

export type FrameMessage = FieldToPage | ControllerToPage | WhyToPage

/** The members of messages, and the form that their strings, numbers and booleans have, also in a list or object. */
const FORMS: readonly (readonly [RegExp, members: string])[] = [
  [/^[a-z_]{1,40}$/, 't cause code codes mode pageGuard result'],
  [/^[A-Z_]{1,40}$/, 'key keys brand brands'],
  [/^(true|false)$/, 'touched empty complete focused autofilled'],
  [/^\d{1,5}$/, 'height call'],
  [/^[^]{1,200}$/, 'title error errors card'],
  [/^(clv|req)_\w{8,60}$/, 'token requestId'],
]

/** A copy of what has that form, without what has not. */
function fitting(value: unknown, form: RegExp): unknown {
  if (typeof value !== 'object') return form.test(String(value)) ? value : undefined
  if (Array.isArray(value)) return value.map(item => fitting(item, form)).filter(Boolean)
  const copy = bag(value)
  for (const [name, member] of Object.entries(copy)) copy[name] = fitting(member, form)
  return copy
}

export const readFrame: Check<FrameMessage> = limited(message => {
  const given = bag(message)
  const copy = bag(undefined)
  for (const [form, members] of FORMS) {
    for (const name of members.split(' ')) {
      const fit = fitting(given[name], form)
      if (fit !== undefined) copy[name] = fit
    }
  }
  return copy['t'] ? (copy as unknown as FrameMessage) : undefined
})
