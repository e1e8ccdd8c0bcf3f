import type { BytePort } from './byte-port.ts'

/**
 * Two ends of a line in memory: what one writes the other receives, in order, in a later microtask. Closing either
 * end hangs up the other, as pulling a cable does.
 */
export function memoryBytePortPair(): [BytePort, BytePort] {
  const left = new MemoryBytePort()
  const right = new MemoryBytePort()
  left.peer = right
  right.peer = left
  return [left, right]
}

class MemoryBytePort implements BytePort {
  peer: MemoryBytePort | undefined
  #open = true
  #onData: (bytes: Uint8Array) => void = () => {}
  #onClose: (reason: string) => void = () => {}

  write(bytes: Uint8Array): void {
    const copy = bytes.slice()
    const peer = this.peer
    if (this.#open) queueMicrotask(() => peer?.receive(copy))
  }

  onData(listener: (bytes: Uint8Array) => void): void {
    this.#onData = listener
  }

  onClose(listener: (reason: string) => void): void {
    this.#onClose = listener
  }

  async close(): Promise<void> {
    if (!this.#open) return
    this.#open = false
    this.peer?.hangUp()
  }

  receive(bytes: Uint8Array): void {
    if (this.#open) this.#onData(bytes)
  }

  hangUp(): void {
    if (!this.#open) return
    this.#open = false
    queueMicrotask(() => this.#onClose('the other end hung up'))
  }
}
