/** The explorer's own request editor, as far as a plugin can reach it: what its component tree hands down as props. */

/** An instance of the explorer's component tree (Vue's public `$parent` and `$props`). */
export interface Instance {
  readonly $el: Node
  readonly $parent: Instance | null
  readonly $props: Readonly<Record<string, unknown>>
}

interface EventBus {
  emit(name: string, event: object): void
}

interface Example {
  readonly value?: unknown
}

interface ClientDocument {
  readonly paths?: Readonly<Record<string, Readonly<Record<string, Operation | undefined>> | undefined>>
}

interface Operation {
  readonly requestBody?: {
    readonly content?: Readonly<Record<string, { readonly examples?: Readonly<Record<string, Example>> } | undefined>>
  }
}

const PLACE = { method: 'post', path: '/v1/charges', exampleKey: 'default' } as const
const JSON_TYPE = 'application/json'
const FIRST_BODY = { amount: 1100, currency: 'usd' }

/** The nearest value of a prop among the instances above. */
function inherited<T>(from: Instance, name: string): T | undefined {
  for (let at: Instance | null = from; at !== null; at = at.$parent) {
    if (at.$props[name] !== undefined) return at.$props[name] as T
  }
  return undefined
}

/** What stands in the editor now: whoever has changed the amount keeps it. */
function bodyNow(from: Instance): object {
  const { paths } = inherited<ClientDocument>(from, 'clientDocument') ?? {}
  const examples = paths?.[PLACE.path]?.[PLACE.method]?.requestBody?.content?.[JSON_TYPE]?.examples
  const written = examples?.[PLACE.exampleKey]?.value
  try {
    const body: unknown = typeof written === 'string' ? JSON.parse(written) : written
    return typeof body === 'object' && body !== null && 'amount' in body ? body : FIRST_BODY
  } catch {
    return FIRST_BODY
  }
}

/** Puts a token into the request. @returns false when the explorer offers no way, so that it must be copied */
export function putIntoRequest(from: Instance, token: string): boolean {
  const bus = inherited<EventBus>(from, 'eventBus')
  if (typeof bus?.emit !== 'function') return false
  const payload = JSON.stringify({ ...bodyNow(from), source: token }, null, 2)
  bus.emit('operation:update:requestBody:value', { payload, contentType: JSON_TYPE, meta: PLACE })
  return true
}
