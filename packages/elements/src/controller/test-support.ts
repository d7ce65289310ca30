/** A vault, fields and a page around a controller, in memory. */
import type { ControllerToField, FieldToController, Join, Tokenize } from '../shared/messages.ts'
import type { FieldKey } from '../shared/element-types.ts'
import { conduct, fieldSettings } from './conduct.ts'
import { gather } from './members.ts'
import type { Sessions } from './session.ts'
import { askVault } from './vault.ts'

export const VAULT = 'https://vault.example'
export const PAGE = 'https://shop.example'
export const TOKEN = 'clv_1TSTSbbrZNhFgtsqwDtGuSpt'
export const REQUEST_ID = 'req_ABCDEFGHJKLMNPQRSTUVWXYZ'

const coordinate = 'A'.repeat(43)
export const KEY = { kty: 'EC', crv: 'P-256', use: 'enc', kid: 'k1', x: coordinate, y: coordinate }

export const sessionBody = (session = 'trf_es_1', more: object = {}): object => ({
  session,
  expires_at: Date.now() + 30 * 60_000,
  mode: 'test',
  jwks: { keys: [{ kty: 'RSA', use: 'enc', kid: 'r1', n: 'x', e: 'AQAB' }, KEY] },
  brands: ['VISA', 'MC'],
  postal_code: 'optional',
  page_guard: 'off',
  ...more,
})

export const tokenBody = (more: object = {}): object => ({
  id: TOKEN,
  object: 'token',
  type: 'card',
  card: { exp_month: '12', exp_year: '2030', first6: '424242', last4: '4242', brand: 'VISA', ...more },
})

export const errorBody = (code: string, param?: string): object => ({
  message: '400 Bad Request',
  error: { code, param },
})

export interface Seen {
  readonly url: string
  readonly headers: { readonly [name: string]: string }
  readonly body: { readonly [name: string]: unknown }
  readonly signal: AbortSignal
}

/** What a request gets: an answer, a failure of the network, or none until it is given up. */
export type Answer = { status?: number; body?: unknown } | 'network' | 'never'

/** Answers each address with the next of its answers, the last one again and again. */
export function fakeVault(answers: { session?: Answer[]; tokens?: Answer[] }) {
  const seen: Seen[] = []
  const queues: { [path: string]: Answer[] } = {
    [`${VAULT}/v1/elements/session`]: [...(answers.session ?? [{ body: sessionBody() }])],
    [`${VAULT}/v1/tokens`]: [...(answers.tokens ?? [{ body: tokenBody() }])],
    [`${VAULT}/v1/elements/page-report`]: [{ status: 204 }],
  }
  const request = ((url: string, init: RequestInit) => {
    const signal = init.signal!
    seen.push({ url, headers: init.headers as Seen['headers'], body: JSON.parse(init.body as string), signal })
    const queue = queues[url]!
    const answer = queue.length > 1 ? queue.shift()! : queue[0]!
    if (answer === 'network') return Promise.reject(new TypeError('failed'))
    if (answer === 'never') {
      return new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('aborted'))))
    }
    const { status = 200, body } = answer
    const text = body === undefined ? null : typeof body === 'string' ? body : JSON.stringify(body)
    return Promise.resolve(new Response(text, { status, headers: { 'request-id': REQUEST_ID } }))
  }) as typeof fetch
  return { request, seen, to: (path: string) => seen.filter(({ url }) => url === VAULT + path) }
}

type Message = { readonly t: string } & { readonly [name: string]: unknown }

/** One end of a channel, with everything that came out of it. */
export function listening(port: MessagePort) {
  const heard: Message[] = []
  const waiting: (() => void)[] = []
  port.onmessage = ({ data }: MessageEvent) => {
    heard.push(data as Message)
    waiting.splice(0).forEach(wake => wake())
  }
  return {
    port,
    heard,
    /** The first message of this kind that has come or comes. */
    async next(t: string): Promise<Message> {
      for (;;) {
        const found = heard.findIndex(message => message.t === t)
        if (found >= 0) return heard.splice(found, 1)[0]!
        await new Promise<void>(resolve => waiting.push(resolve))
      }
    },
  }
}

export const frameId = (name: string): string => name.padEnd(32, '0')

export function start(answers: Parameters<typeof fakeVault>[0] = {}) {
  const vault = fakeVault(answers)
  const ports: MessagePort[] = []
  const channel = (): MessageChannel => {
    const made = new MessageChannel()
    ports.push(made.port1, made.port2)
    return made
  }
  let sessions: Sessions | undefined
  const members = gather(() => {
    const settings = sessions?.settings()
    return settings && fieldSettings(settings)
  })
  const toPage = channel()
  const page = listening(toPage.port1)
  const init = {
    trefoil: 1,
    t: 'init',
    id: frameId('controller'),
    publicKey: 'public-key',
    sdk: '1.0.0',
    locale: 'en',
    strings: {},
  } as const
  const begin = (): void => {
    sessions = conduct(init, toPage.port2, PAGE, { members, ask: askVault(VAULT, 'public-key', vault.request) })
  }

  function field(name: string, keys: FieldKey[], frame: { closed: boolean } = { closed: false }) {
    const { port1, port2 } = channel()
    const ends = listening(port1)
    const join: Join = { trefoil: 1, t: 'join', id: frameId(name), keys }
    members.join(join, port2, frame)
    return { ...ends, frame, say: (message: FieldToController): void => port1.postMessage(message) }
  }

  return {
    vault,
    page,
    members,
    begin,
    field,
    /** Fields that answer each request to seal. */
    cardFields(plain: { [K in FieldKey]?: string } = { CARD_DATE: '122030' }): void {
      const number = field('number', ['CARD_NUMBER'])
      const date = field('date', ['CARD_DATE', 'CARD_POSTAL_CODE'])
      const code = field('code', ['CARD_CVV'])
      answering(number, ({ session }) => ({ jwes: { CARD_NUMBER: `jwe-number-${session}` }, plain: {} }))
      answering(date, () => ({ jwes: {}, plain }))
      answering(code, ({ session }) => ({ jwes: { CARD_CVV: `jwe-code-${session}` }, plain: {} }))
    },
    tokenize(more: Partial<Tokenize> = {}): void {
      toPage.port1.postMessage({
        t: 'tokenize',
        call: 1,
        kind: 'card',
        frames: ['number', 'date', 'code'].map(frameId),
        multipay: false,
        billing: {},
        timeoutMs: 14_000,
        ...more,
      })
    },
    stop: (): void => ports.forEach(port => port.close()),
  }
}

type Seal = Extract<ControllerToField, { t: 'seal' }>
type Field = ReturnType<ReturnType<typeof start>['field']>
type Values = Omit<Extract<FieldToController, { t: 'sealed' }>, 't' | 'call'>

export function answering(field: Field, values: (seal: Seal) => Values): void {
  void (async () => {
    for (;;) {
      const seal = (await field.next('seal')) as unknown as Seal
      field.say({ t: 'sealed', call: seal.call, ...values(seal) })
    }
  })()
}
