import { afterEach, expect, test } from 'vitest'
import { answerWith } from './answer.ts'
import { ask } from './ask.ts'

const { port1: page, port2: frame } = new MessageChannel()
afterEach(() => (page.onmessage = null))

function heardAfter(...answers: unknown[]): Promise<unknown[]> {
  const heard: unknown[] = []
  return new Promise(resolve => {
    page.onmessage = ({ data }: MessageEvent) => (data === 'end' ? resolve(heard) : heard.push(data))
    for (const answer of answers) answerWith(frame, answer)
    frame.postMessage('end')
  })
}

test('SEC-10: the answer is told, and what stands in the way as a fault too', async () => {
  expect(await heardAfter('ok')).toEqual([{ t: 'why', result: 'ok' }])
  expect(await heardAfter('origin_not_registered')).toEqual([
    { t: 'why', result: 'origin_not_registered' },
    { t: 'fault', code: 'origin_not_registered' },
  ])
})

test('SEC-28: what is no answer of the contract is not told', async () => {
  expect(await heardAfter(undefined, 'perhaps', { result: 'ok' }, '4242424242424242')).toEqual([])
})

test('SEC-10: the server is asked about the page’s origin, which is in the body only', async () => {
  const seen: { url: string; init: RequestInit }[] = []
  const request = ((url: string, init: RequestInit) => {
    seen.push({ url, init })
    return Promise.resolve(new Response('{"result":"key_unknown"}'))
  }) as typeof fetch
  expect(await ask('https://fields.example', 'eid1', 'https://shop.example', request)).toBe('key_unknown')
  expect(seen[0]!.url).toBe('https://fields.example/e/eid1/why')
  expect(JSON.parse(seen[0]!.init.body as string)).toEqual({ origin: 'https://shop.example' })
  expect(seen[0]!.init).toMatchObject({ method: 'POST', credentials: 'omit', referrerPolicy: 'no-referrer' })
})

test('SEC-10: a server that cannot be asked, or answers something else, has no answer', async () => {
  const failing = (() => Promise.reject(new TypeError('failed'))) as typeof fetch
  expect(await ask('https://fields.example', 'e', 'https://shop.example', failing)).toBeUndefined()
  const html = (() => Promise.resolve(new Response('<p>'))) as typeof fetch
  expect(await ask('https://fields.example', 'e', 'https://shop.example', html)).toBeUndefined()
})
