import { RpcError } from '@colok/shared/ocpp/errors'
import type { Action, ActionsSentBy, Request } from '@colok/shared/ocpp/registry'
import type { Clock } from '@colok/shared/time'
import { mayBeTaken, type Registration } from '../core/registration.ts'

/** How long after a trigger its message may come. */
const triggeredForMs = 60_000

type Triggered = Request<'TriggerMessage' | 'ExtendedTriggerMessage'>['requestedMessage']

/** Keeps a charger that is not accepted from being served (OCPP 1.6 §4.2). One for each connection. */
export class RegistrationGate {
  readonly #clock: Clock
  /** Made for the first trigger. */
  #triggered: Map<Action, number> | undefined
  #registration: Registration

  constructor(clock: Clock, registration: Registration) {
    this.#clock = clock
    this.#registration = registration
  }

  decided(registration: Registration): void {
    this.#registration = registration
  }

  /** A trigger is on its way: what it asks for may come from now on. */
  expect(requested: Triggered): void {
    const action = requested === 'SignChargePointCertificate' ? 'SignCertificate' : requested
    this.#triggered ??= new Map()
    this.#triggered.set(action, this.#clock.monotonicMs() + triggeredForMs)
  }

  allows(action: ActionsSentBy<'ChargePoint'>): boolean {
    const triggered = (this.#triggered?.get(action) ?? 0) > this.#clock.monotonicMs()
    return mayBeTaken(action, { registration: this.#registration, triggered })
  }

  refusal(): RpcError {
    return new RpcError(
      'SecurityError',
      `This charger is ${this.#registration}; send BootNotification until it is answered Accepted.`,
    )
  }
}
