/** Reads what comes in and writes what goes out, on each way between page, fields and controller (contract 10.6). */
export { readControllerToField, readFieldToController, readJoin } from './wire/between-frames.ts'
export { serializeControllerToPage } from './wire/controller-to-page.ts'
export { serializeFieldToPage } from './wire/field-to-page.ts'
export { acceptInit, isPageOrigin } from './wire/handshake.ts'
export { readControllerInit, readPageToController } from './wire/page-to-controller.ts'
export { readFieldInit, readPageToField } from './wire/page-to-field.ts'
export { readWhyInit, serializeWhyToPage } from './wire/why.ts'
export type { WhyInit, WhyResult, WhyToPage } from './wire/why.ts'
