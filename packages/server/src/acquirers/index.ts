/** The acquirers: the contract of their connectors, and the connectors. Only the vault and the composition root come here. */
export type * from './connector.ts'
export { noAcquirer } from './no-acquirer.ts'
export {
  addressChecks,
  approves,
  DECLINE_CODES,
  declineMessage,
  declineOf,
  OWN_DECLINES,
  verificationCodeCheck,
} from './response-codes.ts'
export type { AddressChecks, AdviceCode, Check, Decline, DeclineCode } from './response-codes.ts'
export { createSandbox, createSandboxConnector } from './sandbox/sandbox.ts'
export type { Sandbox, SandboxOptions } from './sandbox/sandbox.ts'
export type { AcquirerControl, BookEntry } from './sandbox/control.ts'
export { createBooksReader } from './sandbox/control.ts'
export { isTestNumber, TEST_CARDS, testCardBehaviour } from './test-cards.ts'
export type { TestCard, TestCardBehaviour, ThreedsResult } from './test-cards.ts'
