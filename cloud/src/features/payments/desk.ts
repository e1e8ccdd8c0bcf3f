import type { GatewayCapabilities, PaymentGateway } from '../../gateways/contract.ts'

export type PaymentMethod = GatewayCapabilities['methods'][number]

/** The providers that money comes and goes by, and the bell that says that something about it is due. */
export class PaymentDesk {
  /** In the order in which they are tried. */
  readonly gateways: readonly PaymentGateway[]
  #ring: () => void = () => {}

  constructor(gateways: readonly PaymentGateway[]) {
    this.gateways = gateways
  }

  offering(method: PaymentMethod): PaymentGateway[] {
    return this.gateways.filter(({ capabilities }) => capabilities.methods.includes(method))
  }

  /** Every way to pay that somebody offers, QRIS first: any bank's or wallet's app takes it. */
  get methods(): readonly PaymentMethod[] {
    return (['qris', 'wallet', 'page'] as const).filter((method) => this.offering(method).length > 0)
  }

  named(name: string | null): PaymentGateway | undefined {
    return this.gateways.find((gateway) => gateway.name === name)
  }

  /** To be called after a commit that made something due; a ring that is lost costs a moment only. */
  somethingIsDue(): void {
    this.#ring()
  }

  whenDue(ring: () => void): void {
    this.#ring = ring
  }
}

/** Where a provider's money waits until it is in the bank. */
export const receivableFrom = (gateway: string) => `psp_receivable:${gateway}`
