import type { Clock, Random } from '@colok/shared/time'
import type { ProviderName } from './bill.ts'
import type { FaultSwitches } from './faults.ts'
import type { Notifier } from './notifier.ts'
import type { ProviderBook } from './provider-book.ts'
import type { Rails } from './rails.ts'

/** A payment provider: answers the merchant at the paths of the real one. */
export interface Provider {
  readonly name: ProviderName
  readonly book: ProviderBook
  readonly faults: FaultSwitches
  readonly notifier: Notifier
  /** Undefined when the connection breaks before the answer. */
  answer(request: Request): Promise<Response | undefined>
}

/** What every provider is put into. */
export interface ProviderWorld {
  readonly clock: Clock
  readonly random: Random
  readonly rails: Rails
  /** Reaches the merchant. */
  readonly fetch: typeof fetch
  /** Where the merchant hears of payments, without the provider's name: `http://127.0.0.1:8080/gateways`. */
  readonly merchantUrl: () => string
  readonly merchantName: string
  /** The provider's own address: `http://127.0.0.1:8090`. */
  readonly url: string
  /** Where a payer's browser is sent to pay. */
  readonly issuerAppUrl: string
}

const slowMs = 30_000

/** Puts the faults of a provider between its work and its answer. */
export async function answerWithFaults(
  parts: { readonly faults: FaultSwitches; readonly clock: Clock },
  work: () => Promise<Response> | Response,
  timeout: () => Response,
): Promise<Response | undefined> {
  const { faults, clock } = parts
  if (faults.take('slow')) await new Promise<void>((resolve) => clock.after(slowMs, resolve))
  if (faults.take('timeoutBefore')) return timeout()
  const response = await work()
  if (faults.take('timeoutAfter')) return timeout()
  return faults.take('loseAnswer') ? undefined : response
}
