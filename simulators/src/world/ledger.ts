import type { Changes } from './disk.ts'

/** One transaction as the charger's disk has it, and what truly flowed while it was open there. */
export interface Transaction {
  readonly localId: number
  readonly connectorId: number
  readonly idTag: string
  readonly meterStartWh: number
  readonly startedMs: number
  deliveredMwh: number
  /** What of it flowed through a welded contact while the disk was full: it may have ended, and nobody could write that down. */
  weldedMwh: number
  stopped: { readonly meterStopWh: number; readonly reason: string; readonly atMs: number } | undefined
  /** The process or the power went while it was open: some Wh may be lost. */
  interrupted: boolean
  /** Its meter was broken meanwhile. */
  meterBroken: boolean
}

/** What a charger's disk said, commit by commit, beside what its outlets delivered: kept apart from the firmware. */
export class Ledger {
  /** Those that have not been let go yet, the oldest first. */
  readonly transactions: Transaction[] = []
  /** How many were compared, and can change no more. */
  #over = 0
  #lastOver = 0
  readonly #nowMs: () => number
  /** What flowed while the disk held no session open, in mWh. */
  strayMwh = 0

  readonly #isMeterBroken: (connectorId: number) => boolean
  /** A transaction has begun on the disk. */
  onStarted: (transaction: Transaction) => void = () => {}

  constructor(parts: { nowMs: () => number; isMeterBroken: (connectorId: number) => boolean }) {
    this.#nowMs = parts.nowMs
    this.#isMeterBroken = parts.isMeterBroken
  }

  committed(changes: Changes): void {
    for (const record of changes.records) {
      if (record.kind !== 'outboxAdded') continue
      const { entry } = record
      if (
        entry.kind === 'started' &&
        entry.localId > this.#lastOver &&
        this.#find(entry.localId) === undefined
      ) {
        const transaction: Transaction = {
          localId: entry.localId,
          connectorId: entry.connectorId,
          idTag: entry.idTag,
          meterStartWh: entry.meterStartWh,
          startedMs: this.#nowMs(),
          deliveredMwh: 0,
          weldedMwh: 0,
          stopped: undefined,
          interrupted: false,
          meterBroken: this.#isMeterBroken(entry.connectorId),
        }
        this.transactions.push(transaction)
        this.onStarted(transaction)
      }
      const known = entry.kind === 'stopped' ? this.#find(entry.localId) : undefined
      if (entry.kind === 'stopped' && known !== undefined)
        known.stopped ??= { meterStopWh: entry.meterStopWh, reason: entry.reason, atMs: this.#nowMs() }
    }
  }

  /** How many there have been. */
  get count(): number {
    return this.#over + this.transactions.length
  }

  /** Lets the oldest go: they were compared with the central system, and can change no more. */
  letGo(count: number): void {
    this.#over += count
    this.#lastOver = this.transactions.splice(0, count).at(-1)?.localId ?? this.#lastOver
  }

  openAt(connectorId: number): Transaction | undefined {
    return this.transactions.findLast(
      (each) => each.connectorId === connectorId && each.stopped === undefined,
    )
  }

  flowed(
    connectorId: number,
    energyMwh: number,
    { isWelded, isDiskFull }: { readonly isWelded: boolean; readonly isDiskFull: boolean },
  ): void {
    const open = this.openAt(connectorId)
    if (open === undefined) {
      if (!isWelded) this.strayMwh += energyMwh
      return
    }
    open.deliveredMwh += energyMwh
    if (isWelded && isDiskFull) open.weldedMwh += energyMwh
  }

  interrupt(): void {
    for (const each of this.transactions) if (each.stopped === undefined) each.interrupted = true
  }

  #find(localId: number): Transaction | undefined {
    return this.transactions.findLast((each) => each.localId === localId)
  }
}
