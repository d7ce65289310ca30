/** The fields that have joined, and what goes on between them (contract 10.3). */
import { SEAL_MS } from '../shared/constants.ts'
import type { Brand, FieldKey } from '../shared/element-types.ts'
import type { ControllerToField, FieldToController, Join } from '../shared/messages.ts'
import { readFieldToController } from '../shared/wire.ts'

export type SealAnswer = Extract<FieldToController, { t: 'sealed' | 'wrong' }>
type Seal = Extract<ControllerToField, { t: 'seal' }>

export interface Member {
  readonly id: string
  readonly keys: readonly FieldKey[]
  /** Asks the frame to judge and seal. It does not answer when it has gone. */
  seal(request: Seal): Promise<SealAnswer>
}

/** What a frame has been asked and has not answered, by call. */
type Pending = Map<number, { readonly request: Seal; resolve(answer: SealAnswer): void }>

interface Seat extends Member {
  readonly frame: Pick<Window, 'closed'>
  readonly port: MessagePort
  readonly filled: Set<FieldKey>
  readonly pending: Pending
  brand?: Brand
}

export interface Members {
  join(join: Join, port: MessagePort, frame: Pick<Window, 'closed'>): void
  /** The members of these fragments, once all of them are there. */
  all(ids: readonly string[]): Promise<readonly Member[]>
  /** Says something to every field, or to those that hold a key. */
  tell(message: ControllerToField, key?: FieldKey): void
}

/** @param greeting what a field is told when it joins, after the welcome */
export function gather(greeting: () => ControllerToField | undefined): Members {
  const seats = new Map<string, Seat>()
  const waiting = new Set<() => void>()

  const say = ({ port }: Seat, message: ControllerToField): void => port.postMessage(message)
  const holding = (key: FieldKey, but?: Seat): Seat[] =>
    [...seats.values()].filter(seat => seat !== but && seat.keys.includes(key))

  function leave(seat: Seat): void {
    seat.port.close()
    seats.delete(seat.id)
  }

  /** Frames that the page has removed do not say so. */
  function sweep(): void {
    for (const seat of seats.values()) if (seat.frame.closed) leave(seat)
  }

  function heard(seat: Seat, message: FieldToController): void {
    switch (message.t) {
      case 'state':
        seat.filled[message.empty ? 'delete' : 'add'](message.key)
        if (message.key !== 'CARD_NUMBER' || !message.brand) return
        seat.brand = message.brand
        // The length of the code is the brand's (EVT-15).
        for (const other of holding('CARD_CVV', seat)) say(other, { t: 'state', brand: message.brand })
        return
      case 'companion':
        // What a browser has filled in beside the number goes where it belongs, or nowhere (FLD-19).
        for (const other of holding(message.key, seat)) if (!other.filled.has(message.key)) say(other, message)
        return
      case 'sealed':
      case 'wrong':
        seat.pending.get(message.call)?.resolve(message)
        seat.pending.delete(message.call)
    }
  }

  function seated({ id, keys }: Join, port: MessagePort, frame: Pick<Window, 'closed'>, pending: Pending): Seat {
    const seat: Seat = {
      id,
      keys,
      port,
      frame,
      filled: new Set(),
      pending,
      seal: request =>
        new Promise(resolve => {
          pending.set(request.call, { request, resolve })
          // The call waits no longer than this, and a field that comes later must not be judged for it.
          setTimeout(() => pending.delete(request.call), SEAL_MS)
          // Whoever was found before it came again is asked where it sits now.
          say(seats.get(id) ?? seat, request)
        }),
    }
    port.onmessage = ({ data }: MessageEvent) => {
      const message = readFieldToController(data)
      if (message) heard(seat, message)
    }
    return seat
  }

  return {
    join(join, port, frame) {
      sweep()
      // One place for each window and each fragment: whoever comes again has lost the old one (SEC-12).
      // A field that was not welcomed in time knocks again: what it was asked meanwhile went to a port that it has closed.
      const pending: Pending = seats.get(join.id)?.pending ?? new Map()
      for (const seat of seats.values()) if (seat.frame === frame || seat.id === join.id) leave(seat)
      const seat = seated(join, port, frame, pending)
      seats.set(join.id, seat)
      say(seat, { t: 'welcome' })
      const more = greeting()
      if (more) say(seat, more)
      const brand = holding('CARD_NUMBER', seat)[0]?.brand
      if (brand && seat.keys.includes('CARD_CVV')) say(seat, { t: 'state', brand })
      for (const { request } of pending.values()) say(seat, request)
      for (const look of waiting) look()
    },
    all: ids =>
      new Promise(resolve => {
        const look = (): void => {
          const found = ids.map(id => seats.get(id)).filter(seat => seat !== undefined)
          if (found.length < ids.length) return
          waiting.delete(look)
          resolve(found)
        }
        waiting.add(look)
        look()
      }),
    tell(message, key) {
      for (const seat of key ? holding(key) : seats.values()) say(seat, message)
    },
  }
}
