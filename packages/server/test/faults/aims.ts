/** Requests that are ready to be sent when a server is about to die: what comes before them has been done. */
import type { Seeded } from './seeded.ts'
import { bodyOf, cancelWish, captureWish, LARGE_AMOUNT, refundWish, SLOW_AMOUNT, tokenWish } from './shop.ts'
import type { Asked, Operation, Shop, Wish } from './shop.ts'
import { comesTrue } from './waiting.ts'

const PART = 5_000
/** A refund that was answered `pending`. */
const DONE_WITHIN_MS = 30_000

/** @param isSlow the acquirer takes its time over this request */
export async function aim(
  shop: Shop,
  random: Seeded,
  operation: Operation,
  { isSlow, isKeyed }: { readonly isSlow: boolean; readonly isKeyed: boolean },
): Promise<Wish> {
  const slowOr = (amount: number) => (isSlow ? SLOW_AMOUNT : amount)
  const isMultipay = random.chance(0.4)
  switch (operation) {
    case 'token':
      return tokenWish(random, isMultipay)
    case 'charge':
    case 'authorize': {
      const capture = operation === 'charge'
      return shop.chargeWish(random, { amount: slowOr(100_000), capture, isKeyed, isMultipay })
    }
    case 'capture':
      return captureWish(await made(shop, random, slowOr(100_000), false, isMultipay), isKeyed)
    case 'refund':
      return refundWish(await made(shop, random, LARGE_AMOUNT, true, isMultipay), isKeyed, slowOr(PART))
    case 'void':
      return refundWish(await made(shop, random, slowOr(100_000), random.chance(0.5), isMultipay), isKeyed)
    case 'cancel': {
      const charge = await made(shop, random, LARGE_AMOUNT, true, isMultipay)
      const refund = bodyOf(await shop.ask(refundWish(charge, true, slowOr(PART)))) as { id: string }
      const isDone = async () => (await shop.read(`/v1/refunds/${refund.id}`)).body.status === 'succeeded'
      await comesTrue(isDone, DONE_WITHIN_MS)
      return cancelWish(refund, isKeyed)
    }
  }
}

/** A charge that succeeded. On a busy machine the slow acquirer may be too slow, and the shop tries again. */
async function made(shop: Shop, random: Seeded, amount: number, capture: boolean, isMultipay: boolean) {
  let asked: Asked
  let tries = 0
  do asked = await shop.ask(await shop.chargeWish(random, { amount, capture, isMultipay }))
  while (asked.final?.status === 502 && ++tries < 5)
  return bodyOf(asked) as unknown
}
