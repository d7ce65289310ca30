import { ApiError } from '../../http/errors.ts'
import { custom } from '../../http/fields.ts'

const NAMES = ['customer', 'order', 'refunds', 'source'] as const
export type Expansion = (typeof NAMES)[number]

/** `a,b`, or an array of such texts (contract CHG-33). */
export const expandField = <const Name extends string>(names: readonly Name[]) =>
  custom<Name[]>(
    { anyOf: [{ type: 'string' }, { type: 'array', items: { type: 'string', enum: names } }] },
    (value, param) => {
      const parts = (Array.isArray(value) ? value : [value]).flatMap(part =>
        typeof part === 'string' ? part.split(',') : [part],
      )
      if (!parts.every(part => names.includes(part as Name))) throw new ApiError('invalid_request', { param })
      return parts as Name[]
    },
  )

export const EXPAND = expandField(NAMES)

/** Query and body are united (contract CHG-33). */
export function expansions<Name extends string>(...lists: readonly (readonly Name[] | undefined)[]): ReadonlySet<Name> {
  return new Set(lists.flatMap(list => list ?? []))
}
