/** `POST` and `PUT /v1/charges/{chargeId}`, which do the same (contract 6.3). */
import { Type } from 'typebox'
import { custom, optional, readField, string } from '../../http/fields.ts'
import type { Field, Static } from '../../http/fields.ts'
import { operation } from '../../http/operation.ts'
import type { Operation } from '../../http/operation.ts'
import type { PaymentServices } from '../services.ts'
import type { Charge } from './charge.ts'
import { ChargeObject } from './charge-object.ts'
import type { ChargeChanges } from './charge-store.ts'
import { EMAIL, METADATA } from './create-charge-body.ts'
import { EXPAND, expansions } from './expand.ts'
import { showCharge } from './show-charge.ts'

/** The empty text, which removes a member, needs not have the form that the member's values have. */
const removable = <T>(field: Field<T>) =>
  custom<T | ''>(field, (value, param) => (value === '' ? '' : readField(field, value, param)))

const UpdateBody = Type.Object({
  description: optional(string({ maxLength: 255, description: 'The empty text removes it.' })),
  metadata: optional(METADATA),
  receipt_email: optional(removable(EMAIL)),
  external_customer_reference: optional(string({ maxLength: 64 })),
  expand: optional(EXPAND),
})

type Body = Static<typeof UpdateBody>

const updateBy = (method: 'POST' | 'PUT', services: PaymentServices): Operation =>
  operation({
    method,
    url: '/v1/charges/:chargeId',
    caller: 'bearer',
    permissions: ['PAYMENTS_W'],
    summary: 'Update a charge',
    tag: 'Charges',
    body: UpdateBody,
    query: Type.Object({ expand: optional(EXPAND) }),
    response: ChargeObject,
    find: call => services.charges.find(call.merchant.id, call.params.chargeId ?? ''),
    async handle(_call, { subject, query, body }) {
      const updated = await services.charges.update(subject as Charge, changesOf(body))
      return showCharge(services, updated, expansions(query.expand, body.expand))
    },
  })

export const updateCharge = (services: PaymentServices): readonly Operation[] => [
  updateBy('POST', services),
  updateBy('PUT', services),
]

/** Sent members replace the stored value whole; what is empty removes it (contract CHG-16). */
function changesOf({ expand: _expand, ...sent }: Body): ChargeChanges {
  const members = Object.entries(sent).filter(([, value]) => value !== undefined)
  return {
    set: Object.fromEntries(members.filter(([, value]) => !isEmpty(value))),
    removed: members.filter(([, value]) => isEmpty(value)).map(([name]) => name),
  }
}

function isEmpty(value: unknown): boolean {
  return value === '' || (typeof value === 'object' && value !== null && Object.keys(value).length === 0)
}
