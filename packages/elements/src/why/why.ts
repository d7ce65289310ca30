/** Entry of the frame that tells a page why its fields do not come (contract SEC-10). It can stand in any page. */
import { acceptInit, readWhyInit } from '../shared/wire.ts'
import { ask } from './ask.ts'
import { answerWith } from './answer.ts'

const { eid, answer } = document.documentElement.dataset

acceptInit(readWhyInit, (_init, page, pageOrigin) => {
  const known = answerWith(page, answer)
  if (!known && eid) void ask(location.origin, eid, pageOrigin).then(result => answerWith(page, result))
})
