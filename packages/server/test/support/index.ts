export { createTestDatabases, type TestDatabases } from './test-databases.ts'
