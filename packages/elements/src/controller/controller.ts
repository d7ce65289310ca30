/** Entry of the controller's frame: waits for the page, and meanwhile lets the fields in. */
import { acceptInit, readControllerInit } from '../shared/wire.ts'
import { conduct, fieldSettings } from './conduct.ts'
import { acceptJoins } from './joins.ts'
import { gather } from './members.ts'
import type { Sessions } from './session.ts'
import { askVault } from './vault.ts'

const { vault, eid } = document.documentElement.dataset

let sessions: Sessions | undefined
const members = gather(() => {
  const settings = sessions?.settings()
  return settings && fieldSettings(settings)
})

if (vault && eid) {
  acceptJoins(eid, members.join)
  acceptInit(readControllerInit, (init, page, pageOrigin) => {
    sessions = conduct(init, page, pageOrigin, { members, ask: askVault(vault, init.publicKey) })
  })
}
