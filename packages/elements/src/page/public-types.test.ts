/** The public types stand alone; the compiler holds them equal to what the frames speak (contract 14.1). */
import { expect, test } from 'vitest'
import type * as loader from '../loader/types.ts'
import type { ErrorCode, FieldErrorCode } from '../shared/codes.ts'
import type { Brand, ElementType, FieldKey } from '../shared/element-types.ts'

type Same<A, B> = [A, B] extends [B, A] ? true : false

test('RCT-1: the unions of the public types are those of the messages', () => {
  const elementTypes: Same<ElementType, loader.ElementType> = true
  const fieldKeys: Same<FieldKey, loader.FieldKey> = true
  const brands: Same<Brand, loader.Brand> = true
  const fieldErrorCodes: Same<FieldErrorCode, loader.FieldErrorCode> = true
  const errorCodes: Same<ErrorCode, loader.ErrorCode> = true
  expect([elementTypes, fieldKeys, brands, fieldErrorCodes, errorCodes]).not.toContain(false)
})
