import type { DeviceLine } from './device-line.ts'

/** One line with several devices on it, as RS-485 has: each hears the host, and whoever speaks is heard by the host. */
export class BusLine {
  readonly #line: DeviceLine
  readonly #listeners: ((bytes: Uint8Array) => void)[] = []
  #started: Promise<void> | undefined

  constructor(line: DeviceLine) {
    this.#line = line
    line.onBytes((bytes) => {
      for (const listener of this.#listeners) listener(bytes)
    })
  }

  /** The line as one of its devices has it. There is one cable: pulled for one it is pulled for all. */
  join(): DeviceLine {
    const line = this.#line
    return {
      get path() {
        return line.path
      },
      // All devices start at once, and a line that is starting must not be started again.
      start: () => (this.#started ??= line.start()),
      stop: () => {
        this.#started = undefined
        return line.stop()
      },
      send: (bytes) => line.send(bytes),
      onBytes: (listener) => void this.#listeners.push(listener),
      unplug: () => line.unplug(),
      plug: () => line.plug(),
    }
  }
}
