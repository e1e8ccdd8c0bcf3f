/**
 * The device's end of a serial line. The cable can be pulled and put back: the host then sees its port vanish and
 * come back under the same path.
 */
export interface DeviceLine {
  /** What the host opens; stable from `start()` on, also while unplugged. */
  readonly path: string
  start(): Promise<void>
  stop(): Promise<void>
  /** Bytes towards the host; lost while unplugged. */
  send(bytes: Uint8Array): void
  /** One listener for the host's bytes. */
  onBytes(listener: (bytes: Uint8Array) => void): void
  unplug(): void
  plug(): void
}
