import type { BytePort } from '@colok/firmware/devices/byte-port'
import { memoryBytePortPair } from '@colok/firmware/devices/memory-byte-port'
import type { DeviceLine } from './device-line.ts'

/** A line in memory, for virtual time: the host opens it with `open()` where it would open a path. */
export class MemoryLine implements DeviceLine {
  readonly path: string
  #pluggedIn = false
  #port: BytePort | undefined
  #onBytes: (bytes: Uint8Array) => void = () => {}

  constructor(name: string) {
    this.path = `memory:${name}`
  }

  async start(): Promise<void> {
    this.#pluggedIn = true
  }

  async stop(): Promise<void> {
    this.unplug()
  }

  /** The host's end. Like a serial port it is exclusive: a second host is refused until the first has closed. */
  async open(): Promise<BytePort> {
    if (!this.#pluggedIn) throw new Error(`${this.path}: no such device`)
    if (this.#port) throw new Error(`${this.path}: already open`)
    const [host, device] = memoryBytePortPair()
    this.#port = device
    device.onData((bytes) => this.#onBytes(bytes))
    device.onClose(() => {
      if (this.#port === device) this.#port = undefined
    })
    return host
  }

  send(bytes: Uint8Array): void {
    this.#port?.write(bytes)
  }

  onBytes(listener: (bytes: Uint8Array) => void): void {
    this.#onBytes = listener
  }

  unplug(): void {
    this.#pluggedIn = false
    void this.#port?.close()
    this.#port = undefined
  }

  plug(): void {
    this.#pluggedIn = true
  }
}
