export { temporaryDirectory } from './temporary-directory.ts'
export { createTestDatabases, type TestDatabases } from './test-databases.ts'
