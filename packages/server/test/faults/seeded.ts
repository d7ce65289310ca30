/** Choices that look random and that a seed repeats. */
export class Seeded {
  #state: number

  constructor(seed: number) {
    this.#state = (seed + 0x9e3779b9) | 0
    // The first numbers of neighbouring seeds are alike.
    for (let round = 0; round < 4; round++) this.#next()
  }

  /** A whole number from 0 up to, and without, a limit. */
  below(limit: number): number {
    return Math.floor(this.#next() * limit)
  }

  pick<Value>(values: readonly Value[]): Value {
    return values[this.below(values.length)]!
  }

  chance(share: number): boolean {
    return this.#next() < share
  }

  /** Choices of its own for one of several that choose at once, in whatever order. */
  branch(): Seeded {
    return new Seeded(this.below(2 ** 31))
  }

  /** Mulberry32. */
  #next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
