import type { Clock } from '@colok/shared/time'
import { generatePaymentKeys } from '../payment-gateways/keys.ts'
import { type RunningPaymentProviders, startPaymentProviders } from '../payment-gateways/start.ts'
import type { DataFolder } from './data-folder.ts'
import { listen } from './listening.ts'

/** 0 for any free one. */
export interface ProviderPorts {
  readonly doku: number
  readonly astrapay: number
  readonly midtrans: number
  readonly issuerApp: number
}

const variables: Readonly<Record<keyof ProviderPorts, string>> = {
  doku: 'COLOK_DOKU_PORT',
  astrapay: 'COLOK_ASTRAPAY_PORT',
  midtrans: 'COLOK_MIDTRANS_PORT',
  issuerApp: 'COLOK_ISSUER_APP_PORT',
}

interface Shop {
  readonly folder: DataFolder
  readonly ports: ProviderPorts
  readonly clock: Clock
  /** The central system's address, asked for each time: it is not up yet. */
  readonly centralSystemUrl: () => string
}

/**
 * The payment providers and the payers' app on the loopback. `accountsFile` holds the central system's accounts at them,
 * with keys that are made anew at each start: what is not paid by then stays unpaid. Throws a DemoError for a taken port.
 */
export async function startProviders({ folder, ports, clock, centralSystemUrl }: Shop): Promise<{
  readonly running: RunningPaymentProviders
  readonly accountsFile: string
}> {
  const running = await startPaymentProviders({
    ports,
    clock,
    random: Math.random,
    keys: generatePaymentKeys(),
    merchantUrl: () => `${centralSystemUrl()}/gateways`,
    merchantName: 'Colok',
    listen: (server, port, name) => listen(server, port, variables[name]),
  })
  return { running, accountsFile: folder.write('cloud/payment-accounts.json', running.providers.accounts) }
}
