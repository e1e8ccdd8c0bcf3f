/**
 * One open serial line, as raw bytes. Drivers know nothing else of their link, so a line may be a UART, a
 * pseudo-terminal or a pair in memory. A port that has closed stays closed: open another.
 */
export interface BytePort {
  /** Queues bytes in order; never throws and never waits. On a closed port the bytes are dropped. */
  write(bytes: Uint8Array): void
  /** One listener; bytes arrive in chunks of any size. */
  onData(listener: (bytes: Uint8Array) => void): void
  /** Called once when the line is lost (unplugged, hung up, write failed), never after `close()`. */
  onClose(listener: (reason: string) => void): void
  /** Lets go of the line. Resolves when the path may be opened again; never rejects. */
  close(): Promise<void>
}

/** A line of 8 data bits and one stop bit; without parity unless it is said. */
export interface LineSettings {
  readonly path: string
  readonly baudRate: number
  readonly parity?: 'none' | 'even' | 'odd'
}

/** Rejects with an Error that says which path and why. */
export type OpenBytePort = (line: LineSettings) => Promise<BytePort>
