import { createHmac } from 'node:crypto'
import type { z } from 'zod'
import { AstraPay } from './astrapay/astrapay.ts'
import type { ExternalIdLog, GatewayName, PaymentGateway } from './contract.ts'
import { Doku } from './doku/doku.ts'
import { externalIdsInMemory } from './external-ids.ts'
import { Midtrans } from './midtrans/midtrans.ts'
import type { GatewayRuntime, InboundWorld } from './runtime.ts'
import { PaymentGatewaySettings } from './settings.ts'

export interface GatewayWorld extends GatewayRuntime {
  /** Where providers reach us, without a slash at its end: `https://colok.example`. */
  readonly publicUrl: string
  /** The system's secret: the key of the tokens that we issue is derived from it. */
  readonly secret: string
  /** This process's memory when left out; several nodes share theirs. */
  readonly externalIds?: ExternalIdLog
}

/**
 * The gateways that have an account, in the order in which they are tried. Each is reached by its provider at
 * `{publicUrl}/gateways/{name}/…`: hand whatever arrives there to its `verify`, with the path as the provider called it.
 * Throws for settings that are none, and for a key that is no key.
 */
export function composePaymentGateways(
  settings: z.input<typeof PaymentGatewaySettings>,
  world: GatewayWorld,
): readonly PaymentGateway[] {
  const { doku, astrapay, midtrans } = PaymentGatewaySettings.parse(settings)
  const externalIds = world.externalIds ?? externalIdsInMemory(world.clock)
  const inbound = (name: GatewayName): InboundWorld => ({
    externalIds,
    inboundUrl: `${world.publicUrl}/gateways/${name}`,
    tokenKey: createHmac('sha256', world.secret).update(`tokens issued to ${name}`).digest('hex'),
  })
  return [
    ...(doku === undefined ? [] : [new Doku(world, doku, inbound('doku'))]),
    ...(astrapay === undefined ? [] : [new AstraPay(world, astrapay, inbound('astrapay'))]),
    ...(midtrans === undefined ? [] : [new Midtrans(world, midtrans, inbound('midtrans'))]),
  ]
}
