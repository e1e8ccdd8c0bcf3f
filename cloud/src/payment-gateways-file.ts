import { ConfigError, readJsonObject } from './config.ts'
import type { PaymentGateway } from './gateways/contract.ts'
import { composePaymentGateways, type GatewayWorld } from './gateways/gateways.ts'
import { PaymentGatewaySettings } from './gateways/settings.ts'

/**
 * Reads the accounts at payment providers; what it returns makes their gateways. Both throw a ConfigError with every
 * problem: the file is one, and a key in it that is no key.
 */
export function paymentGatewaysFrom(file: string): (world: GatewayWorld) => readonly PaymentGateway[] {
  const result = PaymentGatewaySettings.safeParse(readJsonObject(file))
  if (!result.success)
    throw new ConfigError(
      result.error.issues.map((issue) => `${file}: ${issue.path.join('.')}: ${issue.message}`),
    )
  return (world) => {
    try {
      return composePaymentGateways(result.data, world)
    } catch (error) {
      throw new ConfigError([`${file}: ${error instanceof Error ? error.message : String(error)}`])
    }
  }
}
