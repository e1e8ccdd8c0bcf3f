import type { Cancel, Clock } from '@colok/shared/time'
import type { ServiceDoor } from '../contracts.ts'
import type { BoardState } from './io-board-frames.ts'

/** As long as a technician's card opens the door; the board itself ends it then, whatever it is told. */
const letGoMs = 5_000

type DoorListener = Parameters<ServiceDoor['listen']>[0]

/** The service door on the I/O board. */
export class IoBoardDoor implements ServiceDoor {
  readonly #clock: Clock
  readonly #onWish: () => void
  #listener: DoorListener | undefined
  #wantsCurrent = false
  #isBoardThere = false
  #told: { door?: 'open' | 'closed' | 'unknown'; tampered?: boolean; solenoidOn?: boolean } = {}
  #cancel: Cancel = () => {}

  /** `onWish`: `wantsCurrent` has changed and is to be sent. */
  constructor(options: { clock: Clock; onWish: () => void }) {
    this.#clock = options.clock
    this.#onWish = options.onWish
  }

  get wantsCurrent(): boolean {
    return this.#wantsCurrent
  }

  listen(listener: DoorListener): void {
    this.#listener = listener
  }

  letGo(): void {
    if (this.#wantsCurrent || !this.#isBoardThere) return
    this.#wantsCurrent = true
    this.#onWish()
    this.#cancel = this.#clock.after(letGoMs, () => {
      this.#wantsCurrent = false
      this.#onWish()
    })
  }

  see({ doorOpen, inputsFailed, tampered, solenoidOn }: BoardState): void {
    this.#isBoardThere = true
    const door = inputsFailed ? 'unknown' : doorOpen ? 'open' : 'closed'
    const before = this.#told
    this.#told = { door, solenoidOn, tampered: inputsFailed ? (before.tampered ?? false) : tampered }
    if (before.door !== door) this.#listener?.onDoor(door)
    if (before.tampered !== this.#told.tampered) this.#listener?.onTamper(this.#told.tampered ?? false)
    if (before.solenoidOn !== solenoidOn) this.#listener?.onSolenoid(solenoidOn)
  }

  /** The board is away or has started anew: nobody still waits for the door. */
  lose(): void {
    this.#cancel()
    this.#isBoardThere = false
    this.#wantsCurrent = false
  }
}
