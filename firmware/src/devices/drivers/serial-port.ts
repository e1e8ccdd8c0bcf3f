import { SerialPort } from 'serialport'
import type { BytePort, OpenBytePort } from '../byte-port.ts'

/** More than this unsent means that the line does not take bytes any more: some seconds of the fastest traffic. */
const maxUnsentBytes = 16_384

/** Opens a serial device by its path. Ports are never searched for: listing them ends the process where udev is missing. */
export const openSerialPort: OpenBytePort = ({ path, baudRate, parity = 'none' }) =>
  new Promise((resolve, reject) => {
    const port = new SerialPort({ path, baudRate, parity, autoOpen: false })
    const opened = new SerialBytePort(port)
    port.open((error) => {
      if (error) reject(new Error(`${path} does not open: ${error.message}`, { cause: error }))
      else resolve(opened)
    })
  })

class SerialBytePort implements BytePort {
  readonly #port: SerialPort
  #lost = false
  #closing = false
  #onData: (bytes: Uint8Array) => void = () => {}
  #onClose: (reason: string) => void = () => {}

  constructor(port: SerialPort) {
    this.#port = port
    // A listener for data must be there from the beginning: without one the library does not notice a hang-up.
    port.on('data', (bytes: Uint8Array) => this.#onData(bytes))
    port.on('error', (error) => this.#lose(error.message))
    port.on('close', (error: Error | null) => this.#lose(error?.message ?? 'it was closed'))
  }

  write(bytes: Uint8Array): void {
    if (this.#lost || this.#closing) return
    if (this.#port.writableLength + bytes.length > maxUnsentBytes)
      this.#lose('it does not take bytes any more')
    else this.#port.write(bytes)
  }

  onData(listener: (bytes: Uint8Array) => void): void {
    this.#onData = listener
  }

  onClose(listener: (reason: string) => void): void {
    this.#onClose = listener
  }

  close(): Promise<void> {
    this.#closing = true
    return new Promise((resolve) => {
      if (this.#port.isOpen) this.#port.close(() => resolve())
      else resolve()
    })
  }

  #lose(reason: string): void {
    if (this.#lost || this.#closing) return
    this.#lost = true
    if (this.#port.isOpen) this.#port.close(() => {})
    this.#onClose(reason)
  }
}
