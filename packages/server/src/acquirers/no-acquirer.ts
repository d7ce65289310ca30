import type { Capabilities, Connector, NotSent } from './connector.ts'

const CAPABILITIES: Capabilities = {
  capture: false,
  partialCapture: false,
  void: false,
  refund: false,
  inquire: false,
  reversal: false,
  verification: false,
  level2: false,
  level3: false,
  softDescriptor: false,
  threeds: false,
  externalTokenTypes: [],
  currencies: [],
  brands: [],
}

/** For a deployment that is connected to no acquirer: cards are kept, and whatever is to be sent is not sent. */
export function noAcquirer(): Connector {
  const notSent = (): Promise<NotSent> => Promise.resolve({ kind: 'not_sent' })
  return {
    name: 'none',
    capabilities: CAPABILITIES,
    verify: notSent,
    authorize: notSent,
    capture: notSent,
    void: notSent,
    reverse: notSent,
    refund: notSent,
    inquire: notSent,
    onLateAnswer: () => {},
    close: () => Promise.resolve(),
  }
}
