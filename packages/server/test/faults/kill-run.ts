/** One run: requests under way, kill -9, a new server, and the verdict. The seed decides everything but the timing. */
import { setTimeout as sleep } from 'node:timers/promises'
import { aim } from './aims.ts'
import { readBooks, stands, wasApproved } from './books.ts'
import type { Lane } from './lane.ts'
import { TableLock } from './lane-databases.ts'
import { bookedFor, judge } from './oracle.ts'
import { FATES, isCarriedOut, isDecided, needsKey, POINTS } from './points.ts'
import type { Fate, Point } from './points.ts'
import { Seeded } from './seeded.ts'
import { Shop } from './shop.ts'
import type { Asked, Operation, Wish } from './shop.ts'
import { comesTrue } from './waiting.ts'

export interface Verdict {
  readonly seed: number
  readonly name: string
  readonly kills: number
  /** Whether the server died where it was meant to; always when any moment was meant. */
  readonly isHit: boolean
  readonly complaints: readonly string[]
}

const REACH_WITHIN_MS = 5_000
/** A statement of the server waits at most 7.5 s for a lock. */
const LATEST_MS = 4_000

/** Even seeds go through the named points and fates, odd ones kill at any moment. */
export async function killRun(lane: Lane, seed: number): Promise<Verdict> {
  const random = new Seeded(seed)
  if (seed % 2 === 1) return killAtAnyMoment(lane, seed, random)
  const turn = seed / 2
  const point = POINTS[turn % POINTS.length]!
  const fate = FATES[(turn + Math.floor(turn / POINTS.length)) % FATES.length]!
  return killAtPoint(lane, { seed, point, fate }, random)
}

export async function killAtPoint(
  lane: Lane,
  { seed, point, fate }: { readonly seed: number; readonly point: Point; readonly fate: Fate },
  random = new Seeded(seed),
): Promise<Verdict> {
  const shop = new Shop(lane)
  const isKeyed = needsKey(point) || random.chance(0.6)
  const width = 1 + random.below(3)
  const aims = Array.from({ length: width }, () =>
    aim(shop, random.branch(), point.operation, { isSlow: point.isLate, isKeyed }),
  )
  const wishes = await Promise.all(aims)

  const { lock, isHit, running } = await holdAt(lane, shop, point, wishes)
  await lane.kill()
  if (fate === 'never') await lock.endWaiters()
  if (fate !== 'late') await lock.release()
  const started = lane.start()
  if (fate === 'late') {
    await Promise.race([started, sleep(LATEST_MS)])
    await lock.release()
  }
  await started
  const asked = await Promise.all(running)

  const complaints = await judge(shop, shop)
  if (isHit) complaints.push(...(await judgePoint(lane, point, fate, asked)))
  const name = `${point.operation}, ${point.step}, ${fate}, ${width} ${isKeyed ? 'with' : 'without'} key`
  return { seed, name, kills: 1, isHit, complaints }
}

/** Sends the requests and waits until the server stands at the point. */
async function holdAt(lane: Lane, shop: Shop, { table, isLate }: Point, wishes: readonly Wish[]) {
  const { databases } = lane
  const count = async () => {
    const { rows } = await databases.acquirer.query<{ n: number }>('select count(*) as n from acquirer.transaction')
    return rows[0]!.n
  }
  const before = await count()
  const ask = () => wishes.map(wish => shop.ask(wish))
  let lock: TableLock
  let running: Promise<Asked>[]
  if (isLate) {
    running = ask()
    await comesTrue(async () => (await count()) > before, REACH_WITHIN_MS, 5)
    lock = await TableLock.take(databases, table)
  } else {
    lock = await TableLock.take(databases, table)
    running = ask()
  }
  const isHit = await comesTrue(async () => (await lock.waiters()).length > 0, REACH_WITHIN_MS, 5)
  return { lock, isHit, running }
}

/** What is certain at a named point, beyond the oracle. */
async function judgePoint(lane: Lane, point: Point, fate: Fate, asked: readonly Asked[]): Promise<string[]> {
  if (point.operation === 'token') return []
  const { entries } = await readBooks(lane.databases)
  const complaints: string[] = []
  const isCharge = point.operation === 'charge' || point.operation === 'authorize'
  for (const one of asked) {
    const booked = bookedFor(entries, one)
    const isDone = booked.some(isCharge ? stands : wasApproved)
    const name = `the ${point.operation} of ${one.wish.total}`
    const isUnheard = one.wish.key === undefined && one.answers.length === 0
    // Of several requests some may not have come as far.
    if (isUnheard && asked.length === 1 && isDone !== isCarriedOut(point, fate))
      complaints.push(
        `${name} without a key, cut off at "${point.step}" (${fate}), ${isDone ? 'stands' : 'was not done'}`,
      )
    if (one.wish.key !== undefined && one.final?.status !== 200) {
      if (!isCharge || (asked.length === 1 && isDecided(point, fate)))
        complaints.push(`${name} with a key ended with ${one.final?.status}, cut off at "${point.step}" (${fate})`)
    }
  }
  return complaints
}

const MIX: readonly Operation[] = ['charge', 'charge', 'authorize', 'capture', 'refund', 'void', 'cancel', 'token']
const MIX_SIZE = 12
const LONGEST_WAIT_MS = 500
/** Of a killed process that was started again: its recovery is cut off, too. */
const LONGEST_RECOVERY_MS = 3_500

async function killAtAnyMoment(lane: Lane, seed: number, random: Seeded): Promise<Verdict> {
  const shop = new Shop(lane)
  const aims = Array.from({ length: MIX_SIZE }, () =>
    aim(shop, random.branch(), random.pick(MIX), { isSlow: random.chance(0.4), isKeyed: random.chance(0.6) }),
  )
  const wishes = await Promise.all(aims)
  const source = await shop.token(random)
  for (let twin = 0; twin < 2; twin++) wishes.push(await shop.chargeWish(random, { isKeyed: false, source }))
  const running = wishes.map(async wish => {
    await sleep(random.below(150))
    return shop.ask(wish)
  })
  await sleep(random.below(LONGEST_WAIT_MS))
  await lane.kill()
  await lane.start()
  const again = random.chance(0.3)
  if (again) {
    await sleep(random.below(LONGEST_RECOVERY_MS))
    await lane.kill()
    await lane.start()
  }
  await Promise.all(running)
  const name = `any moment, ${wishes.length} requests${again ? ', and again while it recovers' : ''}`
  return { seed, name, kills: again ? 2 : 1, isHit: true, complaints: await judge(shop, shop) }
}
