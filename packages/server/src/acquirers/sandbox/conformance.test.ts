import { afterAll, beforeAll } from 'vitest'
import { createTestDatabases } from '../../../test/support/index.ts'
import { describeConformance } from '../conformance/describe.test-support.ts'
import { sandboxHarness } from './conformance.test-support.ts'
import type { TestDatabases } from '../../../test/support/index.ts'

let databases: TestDatabases

beforeAll(async () => void (databases = await createTestDatabases()))
afterAll(() => databases.close())

describeConformance(
  'sandbox',
  sandboxHarness(() => databases.acquirer),
)
