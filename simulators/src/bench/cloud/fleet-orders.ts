/** One charger of the fleet: where it connects, and by what. */
export interface FleetCharger {
  readonly id: string
  readonly url: string
  readonly authorization?: string
}

/** What the fleet sends. `StartStop` is a StartTransaction and the StopTransaction of what it began, counted as one. */
export const fleetMessages = ['Heartbeat', 'StatusNotification', 'MeterValues', 'StartStop'] as const
export type FleetMessage = (typeof fleetMessages)[number]

/** As fast as answers come, one call in flight for each charger; or so many a second, spread over all of them. */
export interface Traffic {
  readonly message: FleetMessage
  readonly perSecond?: number
}

/** What the parent asks of the fleet's process; each order is answered once it is done. */
export type FleetOrder =
  | { readonly kind: 'connect'; readonly chargers: readonly FleetCharger[] }
  /** Every charger sends BootNotification and, when asked, opens a transaction that its MeterValues belong to. */
  | { readonly kind: 'boot'; readonly openTransactions: boolean }
  | { readonly kind: 'begin'; readonly traffic: Traffic }
  | { readonly kind: 'measure'; readonly seconds: number }
  | { readonly kind: 'end' }
  /** Every connection is torn down at once; then all connect again and send BootNotification. */
  | { readonly kind: 'reconnect' }
  | { readonly kind: 'disconnect' }

export interface LoadReport {
  readonly messages: number
  readonly seconds: number
  readonly p50Ms: number
  readonly p99Ms: number
}

export type FleetReply =
  | { readonly kind: 'done'; readonly report?: LoadReport; readonly tookMs: number }
  | { readonly kind: 'failed'; readonly problem: string }
