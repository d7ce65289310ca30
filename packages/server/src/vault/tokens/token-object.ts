/** Schemas of the token replies (contract 5.2, 5.10), for the serializer and the API reference. */
import { Type } from 'typebox'

const CARD = {
  brand: Type.Optional(Type.String()),
  first6: Type.Optional(Type.String()),
  last4: Type.Optional(Type.String()),
  exp_month: Type.String({ description: 'Two digits.' }),
  exp_year: Type.String({ description: 'Four digits.' }),
  name: Type.Optional(Type.String()),
  address_line1: Type.Optional(Type.String()),
  address_line2: Type.Optional(Type.String()),
  address_city: Type.Optional(Type.String()),
  address_state: Type.Optional(Type.String()),
  address_zip: Type.Optional(Type.String()),
  address_country: Type.Optional(Type.String()),
  country: Type.Optional(Type.String()),
}

const TOKEN = {
  id: Type.String(),
  object: Type.Literal('token'),
  type: Type.Unsafe<'card' | 'gift_card'>({ type: 'string', enum: ['card', 'gift_card'] }),
  created: Type.Integer({ description: 'Unix milliseconds.' }),
  livemode: Type.Boolean(),
  used: Type.Boolean({ description: 'True after the first success.' }),
}

const GIFT_CARD = { giftCard: Type.Optional(Type.Object({ last4: Type.String() })) }

/** Reply of `POST /v1/tokens`: `card` or `giftCard`, as `type` says. */
export const NewTokenObject = Type.Object({ ...TOKEN, card: Type.Optional(Type.Object(CARD)), ...GIFT_CARD })

/** Reply of `GET /v1/tokens/{tokenId}`. */
export const TokenObject = Type.Object({
  ...TOKEN,
  card: Type.Optional(
    Type.Object({ id: Type.String(), ...CARD, created_time: Type.Integer(), modified_time: Type.Integer() }),
  ),
  ...GIFT_CARD,
  cloverToken: Type.Object({
    tokenValue: Type.String(),
    merchantUuid: Type.String(),
    developerUuid: Type.Optional(Type.String()),
    createdTime: Type.Integer(),
    lastAccessedTime: Type.Integer(),
  }),
  tokenMeta: Type.Object({
    paymentInstrument: Type.String(),
    tokenProvider: Type.String(),
    tokenStatus: Type.String(),
    tokenType: Type.String(),
    createdTime: Type.Integer(),
    modifiedTime: Type.Integer(),
  }),
})
