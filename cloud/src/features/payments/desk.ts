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
