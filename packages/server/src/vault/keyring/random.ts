import { randomFillSync } from 'node:crypto'

const block = Buffer.allocUnsafe(12 * 512)
let used = block.length

/** Copies 12 fresh random bytes, a nonce of AES-GCM, into `target`; drawn in blocks, as one call each costs 2 µs. */
export function fillNonce(target: Buffer, offset: number): void {
  if (used === block.length) {
    randomFillSync(block)
    used = 0
  }
  block.copy(target, offset, used, used + 12)
  used += 12
}
