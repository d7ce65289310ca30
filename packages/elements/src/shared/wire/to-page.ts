/** The one way out to the page (contract SEC-28, SEC-29). */
import type { Check } from './check.ts'
import { digitsWithin } from './digits.ts'

/**
 * A new object of what the schema allows. A message that does not fit it, or in which a string could be card data,
 * does not leave: a fault does.
 */
export function serialize(schema: Check<object>, message: object): object {
  const copy = schema(message)
  return copy && !digitsWithin(copy) ? copy : { t: 'fault', code: 'internal' }
}
