/**
 * What the server itself does for some amounts of the sandbox, so that clients can rehearse it (contract 19.3, amounts
 * 92…): once for each idempotency key, and always without one.
 */
import type { MerchantCall } from '../http/call.ts'
import { ApiError } from '../http/errors.ts'
import type { PaymentServices } from './services.ts'

const FIRST = 92_000_001

type Rehearsal = (services: PaymentServices, call: MerchantCall) => PaymentServices

/** Headers and values of contract 16, with their defaults. */
const limit =
  (header: string, value: number, isConcurrent = false): Rehearsal =>
  () => {
    const headers = { [header]: String(value) }
    throw new ApiError('rate_limit', { headers, retryAfterSeconds: isConcurrent ? 1 : undefined, keepsKey: true })
  }

/** In the order of the amounts from 92000001. */
const REHEARSALS: readonly Rehearsal[] = [
  limit('x-ratelimit-crosstokenlimit', 50),
  limit('x-ratelimit-tokenlimit', 16),
  limit('x-ratelimit-crosstokenconcurrentlimit', 10, true),
  limit('x-ratelimit-tokenconcurrentlimit', 5, true),
  () => {
    throw new ApiError('processing_error', { keepsKey: true })
  },
  () => {
    throw new ApiError('service_unavailable', { keepsKey: true })
  },
  closeInPlaceOfAnAnswer,
  failAfterSending,
]

/**
 * @param amount of the request, without tip; for a default, the amount that it stands for (contract SBX-4)
 * @returns the services to work with, which may fail where the amount wants it
 * @throws ApiError `rate_limit`, `processing_error`, `service_unavailable`, before anything has begun
 */
export function rehearse(services: PaymentServices, call: MerchantCall, amount: number): PaymentServices {
  const rehearsal = services.livemode || call.isResumed ? undefined : REHEARSALS[amount - FIRST]
  return rehearsal ? rehearsal(services, call) : services
}

/** The operation is done; its answer never leaves. */
function closeInPlaceOfAnAnswer(services: PaymentServices, { request, reply }: MerchantCall): PaymentServices {
  reply.raw.writeHead = () => {
    request.raw.socket.destroy()
    return reply.raw
  }
  return services
}

/** The acquirer has answered; the server fails before it writes that down. */
function failAfterSending(services: PaymentServices): PaymentServices {
  const failing =
    <Request>(send: (request: Request) => Promise<unknown>) =>
    async (request: Request): Promise<never> => {
      await send(request)
      throw new ApiError('processing_error', { cause: new Error('A rehearsed failure (amount 92000008).') })
    }
  const { authorize, capture, refund, void: undo } = services.vault
  const vault = {
    authorize: failing(authorize),
    capture: failing(capture),
    refund: failing(refund),
    void: failing(undo),
  }
  return { ...services, vault: { ...services.vault, ...vault } }
}
