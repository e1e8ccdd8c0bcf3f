import type { Confirmation, Request } from '@colok/shared/ocpp/registry'
import { toIso } from '@colok/shared/time'
import { recordBoot } from '../../features/chargers/commands.ts'
import type { HandlerContext } from './context.ts'

/** Heartbeats are spread over this part of their interval, so that ten thousand chargers do not speak at once. */
const jitter = 0.1

/** When the answer is on its way. */
const refreshAfterMs = 1000

/** When to try again after Pending or Rejected. */
const retryIntervalS = 60

export async function handleBootNotification(
  request: Request<'BootNotification'>,
  { services, charger, gate }: HandlerContext,
): Promise<Confirmation<'BootNotification'>> {
  const { registration: status, isOtherModel } = await recordBoot(services, charger, request)
  gate.decided(status)
  // Its model, which it has just told, may be judged otherwise than it has been so far.
  if (isOtherModel)
    services.clock.after(refreshAfterMs, () => void services.bus.refresh(charger.chargePointId))
  const { heartbeatIntervalS } = services.settings
  const shortened = Math.round(heartbeatIntervalS * (1 - jitter * services.random()))
  return {
    status,
    currentTime: toIso(services.clock.wallMs()),
    interval: status === 'Accepted' ? Math.max(1, shortened) : retryIntervalS,
  }
}
