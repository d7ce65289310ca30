/** Entry of a field's frame: waits for the page, and does nothing before it has met all conditions (contract SEC-6). */
import { acceptInit, readFieldInit } from '../shared/wire.ts'
import { openFrame } from './frame.ts'

const { fields, eid, ver } = document.documentElement.dataset

if (fields && eid && ver) {
  acceptInit(readFieldInit, (init, port) => openFrame(init, port, { fields, eid, version: ver }))
}
