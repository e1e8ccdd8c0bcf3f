import type { GatewayCapabilities, PaymentGateway, Reservations } from '../../gateways/contract.ts'
import { Guesses } from './guesses.ts'

/** `reserve`: set aside in a wallet account that is linked, and only what was used is taken. */
export type PaymentMethod = GatewayCapabilities['methods'][number] | 'reserve'

/** A provider that sets money aside. */
export type ReservingGateway = PaymentGateway & { readonly reservations: Reservations }

const sets = (gateway: PaymentGateway): gateway is ReservingGateway => gateway.reservations !== undefined

/** The providers that money comes and goes by, and the bell that says that something about it is due. */
export class PaymentDesk {
  /** In the order in which they are tried. */
  readonly gateways: readonly PaymentGateway[]
  readonly guesses = new Guesses()
  readonly #rings: (() => void)[] = []

  constructor(gateways: readonly PaymentGateway[]) {
    this.gateways = gateways
  }

  offering(method: PaymentMethod): PaymentGateway[] {
    return this.gateways.filter(({ capabilities, reservations }) =>
      method === 'reserve' ? reservations !== undefined : capabilities.methods.includes(method),
    )
  }

  /** The one of this name that sets money aside; the first that does when left out. */
  reserving(name?: string | null): ReservingGateway | undefined {
    return this.gateways.filter(sets).find((gateway) => name == null || gateway.name === name)
  }

  /** Every way to pay that somebody offers, QRIS first: any bank's or wallet's app takes it. */
  get methods(): readonly PaymentMethod[] {
    return (['qris', 'reserve', 'wallet', 'page'] as const).filter(
      (method) => this.offering(method).length > 0,
    )
  }

  named(name: string | null): PaymentGateway | undefined {
    return this.gateways.find((gateway) => gateway.name === name)
  }

  /** To be called after a commit that made something due; a ring that is lost costs a moment only. */
  somethingIsDue(): void {
    for (const ring of this.#rings) ring()
  }

  whenDue(ring: () => void): void {
    this.#rings.push(ring)
  }
}

/** Where a provider's money waits until it is in the bank. */
export const receivableFrom = (gateway: string) => `psp_receivable:${gateway}`
