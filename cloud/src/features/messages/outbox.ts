import type { Channel, MessagingGateway } from '../../gateways/messaging/contract.ts'

/** The channels that there are, what holds them up, and who is told that something waits to be sent or answered. */
export class MessageOutbox {
  readonly gateways: ReadonlyMap<Channel, MessagingGateway>
  readonly #heldUntilMs = new Map<Channel, number>()
  #wasQueued = false
  #onDue = () => {}
  #onMoved = () => {}
  #wasReceived = false
  readonly #onReceived: (() => void)[] = []

  constructor(gateways: ReadonlyMap<Channel, MessagingGateway>) {
    this.gateways = gateways
  }

  /** Something is being queued, in a write that has not been committed yet. */
  queued(): void {
    this.#wasQueued = true
  }

  /** Something that somebody has written to us is being kept, in a write that has not been committed yet. */
  received(): void {
    this.#wasReceived = true
  }

  /** After each commit. */
  committed(): void {
    if (this.#wasQueued) {
      this.#wasQueued = false
      this.#onDue()
      this.#onMoved()
    }
    if (this.#wasReceived) {
      this.#wasReceived = false
      for (const listener of this.#onReceived) listener()
    }
  }

  /** Calls each `listener` when somebody has written to us. */
  whenReceived(listener: () => void): void {
    this.#onReceived.push(listener)
  }

  /** Calls `listener` when a message was queued, and when one has gone out or will never. */
  whenMoved(listener: () => void): void {
    this.#onMoved = listener
  }

  whenDue(listener: () => void): void {
    this.#onDue = listener
  }

  /** A provider that has had too much, or will not have us, is left alone until a moment of the monotonic clock. */
  hold(channel: Channel, untilMs: number): void {
    this.#heldUntilMs.set(channel, Math.max(untilMs, this.#heldUntilMs.get(channel) ?? 0))
  }

  /** How long a channel is still held; 0 when it is not. */
  heldForMs(channel: Channel, nowMs: number): number {
    return Math.max(0, (this.#heldUntilMs.get(channel) ?? 0) - nowMs)
  }
}
