import type { Cancel, Clock, Random } from '@colok/shared/time'
import type { DeviceLine } from './device-line.ts'

/** What can be made to go wrong on a device's line. All of them off is a healthy device. */
export interface DeviceFaults {
  /** It says nothing and hears nothing. */
  silent: boolean
  /** One bit of the checksum of everything that it sends is wrong. */
  badChecksum: boolean
  /** Each n-th byte that it sends is lost; 0 for none. */
  dropByteEvery: number
  /** All that it sends comes so much later. */
  answerDelayMs: number
  /** So many random bytes go before everything that it sends. */
  noiseBytes: number
  /** The cable: pulled by `true`, put back by `false`. */
  unplugged: boolean
}

/** Told of bytes as they are on the wire, faults included. */
export type WireTap = (direction: 'fromCharger' | 'toCharger', bytes: Uint8Array) => void

export interface FaultyLineOptions {
  readonly line: DeviceLine
  readonly clock: Clock
  readonly random: Random
  readonly onTraffic: WireTap
}

/** Stands between a device and its line, and does to the bytes what its knobs say. */
export class FaultyLine implements DeviceFaults, DeviceLine {
  silent = false
  badChecksum = false
  dropByteEvery = 0
  answerDelayMs = 0
  noiseBytes = 0
  readonly #line: DeviceLine
  readonly #clock: Clock
  readonly #random: Random
  readonly #onTraffic: WireTap
  #unplugged = false
  #bytesSent = 0
  readonly #underWay = new Set<Cancel>()

  constructor(options: FaultyLineOptions) {
    this.#line = options.line
    this.#clock = options.clock
    this.#random = options.random
    this.#onTraffic = options.onTraffic
  }

  get path(): string {
    return this.#line.path
  }

  get unplugged(): boolean {
    return this.#unplugged
  }

  set unplugged(pulled: boolean) {
    if (pulled === this.#unplugged) return
    this.#unplugged = pulled
    if (pulled) this.#line.unplug()
    else this.#line.plug()
  }

  start(): Promise<void> {
    return this.#line.start()
  }

  stop(): Promise<void> {
    for (const cancel of this.#underWay) cancel()
    this.#underWay.clear()
    return this.#line.stop()
  }

  unplug(): void {
    this.unplugged = true
  }

  plug(): void {
    this.unplugged = false
  }

  onBytes(listener: (bytes: Uint8Array) => void): void {
    this.#line.onBytes((bytes) => {
      this.#onTraffic('fromCharger', bytes)
      if (!this.silent) listener(bytes)
    })
  }

  /** `frame` is one whole message, so that the checksum's place is known. */
  send(frame: Uint8Array): void {
    if (this.silent) return
    const bytes = this.#spoil(frame)
    if (this.answerDelayMs > 0) this.#transmitLater(bytes)
    else this.#transmit(bytes)
  }

  #transmitLater(bytes: Uint8Array): void {
    const cancel = this.#clock.after(this.answerDelayMs, () => {
      this.#underWay.delete(cancel)
      this.#transmit(bytes)
    })
    this.#underWay.add(cancel)
  }

  #transmit(bytes: Uint8Array): void {
    if (this.#unplugged) return
    this.#onTraffic('toCharger', bytes)
    this.#line.send(bytes)
  }

  #spoil(frame: Uint8Array): Uint8Array {
    const noise = Array.from({ length: this.noiseBytes }, () => Math.floor(this.#random() * 256))
    const bytes = [...frame]
    // In Modbus RTU, the PN532, the RDM6300 and our sysex alike the byte before the last belongs to the checksum, and
    // its lowest bit may change without making the frame look like something else.
    const place = bytes.length - 2
    if (this.badChecksum && place >= 0) bytes[place] = bytes[place]! ^ 1
    const kept = [...noise, ...bytes].filter(() => {
      this.#bytesSent += 1
      return this.dropByteEvery === 0 || this.#bytesSent % this.dropByteEvery !== 0
    })
    return Uint8Array.from(kept)
  }
}
