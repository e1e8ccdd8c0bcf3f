import type { JournalReading, QueuedSecurityEvent } from '../core/durable.ts'
import type { StoreRecord } from '../core/effects.ts'
import type { Stored } from '../core/state.ts'

/** What one step leaves behind: slices that changed, and rows. Written in one transaction, or not at all. */
export interface Changes {
  /** By name, as `changedSlices` gives them; values that JSON can hold. */
  readonly slices: Readonly<Record<string, unknown>>
  readonly records: readonly StoreRecord[]
}

/** What survives the power. A store works synchronously: when `commit` returns, the changes are on the disk. */
export interface Store {
  /** What was committed last. Throws a StoreError when it cannot be read. */
  load(): Stored
  /** All or nothing. Throws a StoreError when the disk is full or broken. */
  commit(changes: Changes): void
  /** Every reading that is kept, bounded, the oldest give way. May be read bit by bit while commits go on. */
  journal(): Iterable<JournalReading>
  /** The messages that were given up, oldest first; never deleted. */
  deadLetters(): readonly DeadLetter[]
  /** The security log, oldest first; bounded, the oldest entries give way. */
  securityLog(): readonly QueuedSecurityEvent[]
  close(): void
}

export interface DeadLetter {
  readonly why: string
  /** The entry as it was queued, as JSON. */
  readonly entry: string
}

/** The disk did not do what was asked. `code` tells a full disk from a broken one. */
export class StoreError extends Error {
  override readonly name = 'StoreError'
  /** `busy`: another process has the store. */
  readonly code: 'full' | 'unreadable' | 'busy' | 'failed'
  constructor(code: StoreError['code'], message: string, cause?: unknown) {
    super(message, { cause })
    this.code = code
  }
}
