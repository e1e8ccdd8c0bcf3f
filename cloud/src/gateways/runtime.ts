import type { Clock, Random } from '@colok/shared/time'
import type { ExternalIdLog } from './contract.ts'

/** All of the world that a gateway sees; handed in, so that it runs as well on a virtual clock against a simulator. */
export interface GatewayRuntime {
  readonly fetch: typeof fetch
  readonly clock: Clock
  readonly random: Random
}

/** What a gateway needs for the calls that its provider makes to us. */
export interface InboundWorld {
  readonly externalIds: ExternalIdLog
  /** Where the provider finds us: `https://colok.example/gateways/doku`. */
  readonly inboundUrl: string
  /** Ours alone; signs the tokens that we issue to this provider. */
  readonly tokenKey: string
}

/** Decimal digits that nobody else has at the same moment: for ids, never for secrets. */
export function randomDigits(random: Random, count: number): string {
  let digits = ''
  while (digits.length < count) digits += String(Math.floor(random() * 1e6)).padStart(6, '0')
  return digits.slice(0, count)
}
