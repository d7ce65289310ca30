import { expect, test } from 'vitest'
import { blankState } from './aggregate.ts'
import { classesFor, classSetter } from './container-classes.ts'

const AT_REST = { autofilled: false, disabled: false, ready: true }

test('FLD-35: classes tell the states of one field, or of several together', () => {
  const empty = blankState('CARD_CVV')
  const wrong = { ...empty, empty: false, focused: true, error: 'Card CVV is invalid.' }
  expect(classesFor([empty], AT_REST, {})).toEqual(['trefoil', 'trefoil--empty', 'trefoil--ready'])
  expect(classesFor([empty, wrong], AT_REST, {})).toEqual([
    'trefoil',
    'trefoil--focused',
    'trefoil--invalid',
    'trefoil--ready',
  ])
})

test('FLD-35: the page may name them, with several names or none', () => {
  const names = { base: 'box', empty: ' is-empty  blank ', ready: '' }
  expect(classesFor([blankState('CARD_CVV')], AT_REST, names)).toEqual(['box', 'is-empty', 'blank'])
})

test('FLD-35: what the page has set itself stays', () => {
  const names = new Set(['mine', 'shared'])
  const classList = {
    contains: (name: string) => names.has(name),
    add: (...all: string[]) => all.forEach(name => names.add(name)),
    remove: (...all: string[]) => all.forEach(name => names.delete(name)),
  }
  const set = classSetter({ classList } as unknown as Element)
  set(['shared', 'trefoil', 'trefoil--empty'])
  set(['shared', 'trefoil'])
  expect([...names]).toEqual(['mine', 'shared', 'trefoil'])
  set([])
  expect([...names]).toEqual(['mine', 'shared'])
})
