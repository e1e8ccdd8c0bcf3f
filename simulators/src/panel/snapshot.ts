import type { PostSnapshot } from '../devices/post.ts'
import type { MotorcycleReading } from '../motorcycle/motorcycle.ts'

/** Everything that the panel shows, whole: a page that missed some is up to date after the next. */
export interface PanelSnapshot {
  readonly chargePointId: string
  readonly post: PostSnapshot
  /** `motorcycles[n]` is parked at connector n + 1, plugged in or not. */
  readonly motorcycles: readonly MotorcycleReading[]
  readonly network: 'connected' | 'cut'
  readonly controller: ControllerState
  readonly cards: readonly Card[]
  readonly addresses: {
    readonly driverPage: string
    readonly apiReference: string
  }
}

/** The process of the charge controller. `off` is the power cut; `failed` is a process that will not stay up. */
export type ControllerState = 'starting' | 'running' | 'off' | 'failed'

/** A card in the tray. What it is for is a hint for the person at the panel: the charger learns it from the cloud. */
export interface Card {
  /** Upper-case hex, 4, 7 or 10 bytes. */
  readonly uid: string
  readonly kind: 'accepted' | 'blocked' | 'unknown' | 'service'
}

/** One stretch of bytes, or one OCPP message, as it went over a wire. */
export interface WireEntry {
  /** Counts up from 1 for the life of the panel. */
  readonly id: number
  /** UTC with milliseconds. */
  readonly at: string
  /** `board`, `card reader`, `meter 1`, `network`. */
  readonly wire: string
  readonly direction: 'fromCharger' | 'toCharger'
  /** Hex in pairs, or an OCPP message's text; cut at `longestTextChars`. */
  readonly text: string
}
