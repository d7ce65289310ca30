/** What the tests of 3-D Secure share: a server, its shopper, and a look at the acquirer's own books. */
import { startTestServer } from '../../../test/support/server.ts'
import type { Answer, TestServer } from '../../../test/support/server.ts'

/** What each number comes to (contract 19.4). */
export const CARDS = {
  ordinary: '4242424242424242',
  method: '4001230000000129',
  challenge: '4811326490014875',
  both: '4043130007524792',
  failed: '4000000090000060',
  attempted: '4000000090000078',
  unavailable: '4000000090000086',
  challengeFails: '4000000090000094',
} as const

export const BROWSER = { browser_user_agent: 'Mozilla/5.0', browser_accept_header: 'text/html' }
export const CLOVER = { source: 'CLOVER', browser_info: BROWSER }
export const PROOF = {
  status: 'Y',
  eci: '05',
  cavv: 'AAABBWFlmQAAAABjRWWZEEFgFz8=',
  ds_transaction_id: 'f25084f0-5b16-4c0a-ae5d-b24808a95e4b',
  protocol_version: '2.1.0',
}

export type Headers = Readonly<Record<string, string>>

export class Shop {
  readonly server: TestServer

  constructor(server: TestServer) {
    this.server = server
  }

  charge(source: string, body: object = {}, headers?: Headers): Promise<Answer> {
    const charge = { amount: 1100, currency: 'usd', source, threeds: CLOVER, ...body }
    return this.server.call('POST', '/v1/charges', { body: charge, headers })
  }

  async chargeCard(number: string, body: object = {}, headers?: Headers): Promise<Answer> {
    return this.charge(await this.token(number), body, headers)
  }

  token(number: string): Promise<string> {
    return this.server.token({ number, cvv: number.startsWith('37') ? '1234' : '123' })
  }

  finalize(chargeId: string, headers?: Headers, threeds: object = {}): Promise<Answer> {
    const body = { charge_id: chargeId, threeds: { source: 'CLOVER', flow_status: 'FINISHED', ...threeds } }
    return this.server.call('POST', '/v1/charges/finalize_payment', { body, headers })
  }

  async read(chargeId: string) {
    return (await this.server.call('GET', `/v1/charges/${chargeId}`)).body
  }

  /** A tester says how a step ends. */
  overrule(transactionId: string, result: unknown, bearer = this.server.facts.managementToken): Promise<Answer> {
    return this.server.call('POST', `/trefoil/v1/sandbox/threeds/${transactionId}`, { body: { result }, bearer })
  }

  /** As the services' role: whatever the program itself can write. */
  query(text: string, values: unknown[]) {
    return this.server.running.databases.services.query(text, values)
  }

  /** Lets the time pass since a charge was made. */
  async age(chargeId: string, minutes: number): Promise<void> {
    const sql = `update payments.charge set created_at = created_at - $2 * interval '1 minute' where id = $1`
    await this.query(sql, [chargeId, minutes])
  }

  /** The kinds of the transactions that the acquirer has of a charge. */
  async books(chargeId: string): Promise<string[]> {
    const { rows } = await this.server.databases.acquirer.query<{ kind: string }>(
      'select kind from acquirer.transaction where reference = $1 or original_reference = $1 order by created_at',
      [chargeId],
    )
    return rows.map(({ kind }) => kind)
  }

  /** Goes on with what is left undecided of a charge. */
  async runDue(chargeId: string): Promise<void> {
    await this.query(
      `update payments.attempt set due_at = now() where charge_id = $1 and state in ('prepared', 'unknown')`,
      [chargeId],
    )
    await this.server.running.payments!.resolver.runDue()
  }
}

export async function openShop(environment: Readonly<Record<string, string>> = {}): Promise<Shop> {
  const quick = { TREFOIL_ACQUIRER_TIMEOUT_MS: '300', TREFOIL_INQUIRY_BUDGET_MS: '100' }
  return new Shop(await startTestServer({ environment: { ...quick, ...environment } }))
}
