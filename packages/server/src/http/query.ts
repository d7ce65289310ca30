const BRACKETS = /^([^[\]]+)\[([^[\]]*)\]$/

/**
 * Query parameters as clients write them, by the names of the tables: `created[gt]` is read like `created.gt`,
 * `expand[]` like `expand` (contract LST-4, CHG-33). What is sent more than once becomes a list.
 */
export function normaliseQuery(query: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  if (!hasBrackets(query)) return query
  const result: Record<string, unknown> = Object.create(null) as Record<string, unknown>
  for (const [name, value] of Object.entries(query)) {
    const [, base, inner] = BRACKETS.exec(name) ?? []
    const plain = base === undefined ? name : inner === '' ? base : `${base}.${inner}`
    const earlier = result[plain]
    result[plain] = earlier === undefined ? value : [earlier, value].flat()
  }
  return result
}

function hasBrackets(query: Readonly<Record<string, unknown>>): boolean {
  for (const name in query) {
    if (name.endsWith(']')) return true
  }
  return false
}
