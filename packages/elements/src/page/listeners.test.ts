import { afterEach, expect, test, vi } from 'vitest'
import { makeListeners } from './listeners.ts'
import type { Listeners } from './listeners.ts'

const emit = (listeners: Listeners, payload: object = {}): void => listeners.emit('change', payload, undefined)

afterEach(() => vi.unstubAllGlobals())

test('EVT-1: listeners run in order, and one that throws is reported and stops no other', () => {
  const reported = vi.fn()
  vi.stubGlobal('reportError', reported)
  const listeners = makeListeners()
  const called: string[] = []
  listeners.add('change', () => called.push('one'))
  listeners.add('change', () => {
    throw new Error('of the page')
  })
  listeners.add('change', () => called.push('three'))
  emit(listeners)
  expect(called).toEqual(['one', 'three'])
  expect(reported).toHaveBeenCalledOnce()
})

test('EVT-2: what is no event or no function does nothing and does not throw', () => {
  const listeners = makeListeners()
  const called = vi.fn()
  for (const name of ['nonsense', 7, undefined, null, Symbol('change')]) listeners.add(name, called)
  listeners.add('change', 'not a function')
  emit(listeners)
  expect(called).not.toHaveBeenCalled()
})

test('EVT-3: one listener is removed, or all of a name; removing again is no error', () => {
  const listeners = makeListeners()
  const [kept, removed] = [vi.fn(), vi.fn()]
  listeners.add('change', kept)
  listeners.add('change', removed)
  for (let times = 0; times < 3; times += 1) listeners.remove('change', removed)
  emit(listeners)
  listeners.remove('change')
  emit(listeners)
  expect(kept).toHaveBeenCalledOnce()
  expect(removed).not.toHaveBeenCalled()
})

test('EVT-12: what one listener does to a payload, no other sees', () => {
  const listeners = makeListeners()
  const seen: object[] = []
  listeners.add('change', (payload: object) => {
    Object.assign(payload, { spoilt: true })
  })
  listeners.add('change', (payload: object) => seen.push(payload))
  emit(listeners, { fine: true })
  expect(seen).toEqual([{ fine: true }])
  expect(Object.getPrototypeOf(seen[0])).toBe(Object.prototype)
})

test('a listener added with once is called once', () => {
  const listeners = makeListeners()
  const called = vi.fn()
  listeners.add('change', called, true)
  emit(listeners)
  emit(listeners)
  expect(called).toHaveBeenCalledOnce()
})
