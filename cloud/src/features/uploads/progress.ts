import type { Request } from '@colok/shared/ocpp/registry'
import type { Services } from '../../services.ts'
import { recordEvent } from '../chargers/commands.ts'
import type { ChargerIdentity } from '../chargers/identity.ts'

type State = 'uploading' | 'uploaded' | 'failed'

/** A map, since a charger that is checked leniently may say anything, `__proto__` too. */
const stateOf: ReadonlyMap<string, State> = new Map([
  ['Uploading', 'uploading'],
  ['Uploaded', 'uploaded'],
  ['UploadFailed', 'failed'],
  ['UploadFailure', 'failed'],
  ['BadMessage', 'failed'],
  ['NotSupportedOperation', 'failed'],
  ['PermissionDenied', 'failed'],
])

const isLog = `kind in ('DiagnosticsLog', 'SecurityLog')`

/** Keeps how far a charger is with its diagnostics. OCPP names no request here: it is the newest one. */
export async function recordDiagnosticsStatus(
  services: Services,
  charger: ChargerIdentity,
  notice: Request<'DiagnosticsStatusNotification'>,
): Promise<void> {
  await recordEvent(services, charger, { kind: 'DiagnosticsStatusNotification', detail: notice })
  await setState(services, {
    state: stateOf.get(notice.status),
    where: `request_id = (select max(request_id) from upload where charger_id = ? and kind = 'Diagnostics')`,
    parameters: [charger.id],
  })
}

/** Keeps how far a charger is with a log that was asked for. */
export async function recordLogStatus(
  services: Services,
  charger: ChargerIdentity,
  notice: Request<'LogStatusNotification'>,
): Promise<void> {
  await recordEvent(services, charger, { kind: 'LogStatusNotification', detail: notice })
  const { requestId } = notice
  await setState(services, {
    state: stateOf.get(notice.status),
    where:
      requestId === undefined
        ? `request_id = (select max(request_id) from upload where charger_id = ? and ${isLog})`
        : `charger_id = ? and request_id = ? and ${isLog}`,
    parameters: requestId === undefined ? [charger.id] : [charger.id, requestId],
  })
}

/** What has arrived has arrived, whatever is said of it afterwards. */
async function setState(
  services: Services,
  change: { state: State | undefined; where: string; parameters: readonly number[] },
): Promise<void> {
  const { state, where, parameters } = change
  if (state === undefined) return
  await services.writer.write((tx) =>
    tx.run(`update upload set state = ? where ${where} and received_at is null`, [state, ...parameters]),
  )
}
