/** What the page tells the controller. */
import type { Billing, ControllerInit, PageToController } from '../messages.ts'
import {
  flag,
  INIT_BYTES,
  limited,
  list,
  message,
  named,
  number,
  oneOf,
  options,
  otherwise,
  shape,
  text,
} from './check.ts'
import type { Check } from './check.ts'
import { frameId, init, locale, one, strings } from './parts.ts'

/** Letters of a header's value; a key of another form is the server's to refuse. */
const HEADER = /^[\x21-\x7e]+$/
const ENTRIES = 200

export const readControllerInit: Check<ControllerInit> = limited(
  shape<ControllerInit>([
    { trefoil: one, t: init, id: frameId, publicKey: text(200, HEADER), sdk: text(32), locale, strings },
    { merchantId: otherwise('', text(40)) },
  ]),
  INIT_BYTES,
)

const billing = options<Billing>({
  address_line1: text(255),
  address_line2: text(255),
  address_city: text(255),
  address_state: text(255),
  address_zip: text(16),
  address_country: text(3),
  email: text(254),
  phone: text(30),
})

/** An entry of the page's inventory (SEC-42): flat. */
const entry = named<string | number | boolean>(
  value => flag(value) ?? (typeof value === 'number' ? value : text(2_048)(value)),
  20,
)

export const readPageToController: Check<PageToController> = limited(
  message<PageToController>({
    tokenize: [
      {
        call: number(),
        kind: oneOf(['card', 'gift_card']),
        frames: list(frameId, 20),
        multipay: flag,
        billing,
        timeoutMs: number(600_000),
      },
      { name: text(2_000) },
    ],
    abort: [{ call: number() }],
    inventory: [{ scripts: list<object>(entry, ENTRIES), violations: list<object>(entry, ENTRIES) }],
  }),
)
