import { ApiError } from '../../http/errors.ts'
import { custom } from '../../http/fields.ts'

const NAMES = ['customer', 'order', 'refunds', 'source'] as const
export type Expansion = (typeof NAMES)[number]

/** `a,b`, or an array of such texts (contract CHG-33). */
export const EXPAND = custom<Expansion[]>(
  { anyOf: [{ type: 'string' }, { type: 'array', items: { type: 'string', enum: NAMES } }] },
  (value, param) => {
    const parts = (Array.isArray(value) ? value : [value]).flatMap(part =>
      typeof part === 'string' ? part.split(',') : [part],
    )
    if (!parts.every(part => NAMES.includes(part as Expansion))) throw new ApiError('invalid_request', { param })
    return parts as Expansion[]
  },
)

/** Query and body are united (contract CHG-33). */
export function expansions(...lists: readonly (readonly Expansion[] | undefined)[]): ReadonlySet<Expansion> {
  return new Set(lists.flatMap(list => list ?? []))
}
