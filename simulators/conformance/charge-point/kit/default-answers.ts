import type { Confirmation, Request } from '@colok/shared/ocpp/registry'
import type { FromChargePoint } from './expectations.ts'

type Answer<A extends FromChargePoint> = (request: Request<A>) => Confirmation<A>
export type Answers = { [A in FromChargePoint]: Answer<A> }

/** Heartbeats would only lengthen the log of a case that is not about them. */
const heartbeatIntervalS = 300

/** A central system that knows everybody and agrees with everything; a case replaces what it is about. */
export function defaultAnswers(): Answers {
  let nextTransactionId = 1_001
  const currentTime = () => new Date().toISOString()
  const nothing = () => ({})
  return {
    Authorize: () => ({ idTagInfo: { status: 'Accepted' } }),
    BootNotification: () => ({
      status: 'Accepted',
      interval: heartbeatIntervalS,
      currentTime: currentTime(),
    }),
    DataTransfer: () => ({ status: 'UnknownVendorId' }),
    DiagnosticsStatusNotification: nothing,
    FirmwareStatusNotification: nothing,
    Heartbeat: () => ({ currentTime: currentTime() }),
    LogStatusNotification: nothing,
    MeterValues: nothing,
    SecurityEventNotification: nothing,
    SignCertificate: () => ({ status: 'Accepted' }),
    SignedFirmwareStatusNotification: nothing,
    StartTransaction: () => ({ transactionId: nextTransactionId++, idTagInfo: { status: 'Accepted' } }),
    StatusNotification: nothing,
    StopTransaction: ({ idTag }) => (idTag === undefined ? {} : { idTagInfo: { status: 'Accepted' } }),
  }
}
