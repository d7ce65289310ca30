/** What a token or charge request costs before anything is done: the same JSON parsed and validated, nothing stored. */
import Fastify from 'fastify'

const app = Fastify()
const text = { type: 'string' }
app.post(
  '/v1/tokens',
  {
    schema: {
      body: {
        type: 'object',
        required: ['card'],
        properties: {
          card: {
            type: 'object',
            required: ['number', 'exp_month', 'exp_year'],
            properties: {
              number: { type: 'string', pattern: '^[0-9]{12,19}$' },
              exp_month: { type: 'string', pattern: '^[0-9]{1,2}$' },
              exp_year: { type: 'string', pattern: '^[0-9]{4}$' },
              cvv: { type: 'string', pattern: '^[0-9]{3,4}$' },
              address_zip: { type: 'string', maxLength: 16 },
            },
          },
        },
      },
      response: { 200: { type: 'object', properties: { id: text, object: text, type: text } } },
    },
  },
  () => ({ id: 'clv_1TSTS1111111111111111111', object: 'token', type: 'card' }),
)
app.post(
  '/v1/charges',
  {
    schema: {
      body: {
        type: 'object',
        required: ['amount', 'currency', 'source'],
        properties: {
          amount: { type: 'integer', minimum: 1, maximum: 99999999 },
          currency: { type: 'string', pattern: '^[A-Za-z]{3}$' },
          source: { type: 'string', maxLength: 64 },
          description: { type: 'string', maxLength: 255 },
        },
      },
      response: { 200: { type: 'object', properties: { id: text, object: text, status: text } } },
    },
  },
  () => ({ id: 'NWJ47TAN9ZT24', object: 'charge', status: 'succeeded' }),
)
const origin = await app.listen({ port: 0, host: '127.0.0.1' })
process.stdout.write(`${origin}\n`)
process.once('SIGTERM', () => void app.close())
