import { RpcError } from '@colok/shared/ocpp/errors'
import { type ActionsSentBy, registry } from '@colok/shared/ocpp/registry'
import { DateTime } from '@colok/shared/ocpp/types'
import { violation } from '@colok/shared/ocpp/violations'
import { z } from 'zod'

const text = z.string()

const meterValues = z.array(
  z.looseObject({ timestamp: DateTime, sampledValue: z.array(z.looseObject({ value: text })) }),
)

const { Authorize, MeterValues, StartTransaction, StatusNotification, StopTransaction } = registry
const { SecurityEventNotification, LogStatusNotification, SignedFirmwareStatusNotification } = registry

/**
 * What a handler stores as a number, a time or a word of its own. Log-only validation passes on whatever a charger says;
 * these must be right even then, or there would be a text where everybody counts on a number.
 */
const essential: Readonly<Record<ActionsSentBy<'ChargePoint'>, z.ZodType>> = {
  Authorize: z.looseObject({ idTag: Authorize.request.shape.idTag }),
  BootNotification: z.looseObject({
    chargePointVendor: text,
    chargePointModel: text,
    chargePointSerialNumber: text.optional(),
    chargeBoxSerialNumber: text.optional(),
    firmwareVersion: text.optional(),
    meterType: text.optional(),
    meterSerialNumber: text.optional(),
  }),
  DataTransfer: z.looseObject({ vendorId: text }),
  DiagnosticsStatusNotification: z.looseObject({ status: text }),
  FirmwareStatusNotification: z.looseObject({ status: text }),
  Heartbeat: z.looseObject({}),
  LogStatusNotification: z.looseObject({
    status: text,
    requestId: LogStatusNotification.request.shape.requestId,
  }),
  MeterValues: z.looseObject({
    connectorId: MeterValues.request.shape.connectorId,
    transactionId: MeterValues.request.shape.transactionId,
    meterValue: meterValues,
  }),
  SecurityEventNotification: z.looseObject({
    type: text,
    timestamp: SecurityEventNotification.request.shape.timestamp,
  }),
  SignCertificate: z.looseObject({ csr: text }),
  SignedFirmwareStatusNotification: z.looseObject({
    status: text,
    requestId: SignedFirmwareStatusNotification.request.shape.requestId,
  }),
  StartTransaction: z.looseObject(StartTransaction.request.shape),
  StatusNotification: z.looseObject({
    connectorId: StatusNotification.request.shape.connectorId,
    status: StatusNotification.request.shape.status,
    errorCode: text,
    info: text.optional(),
    vendorErrorCode: text.optional(),
    timestamp: StatusNotification.request.shape.timestamp,
  }),
  StopTransaction: z.looseObject({
    transactionId: StopTransaction.request.shape.transactionId,
    meterStop: StopTransaction.request.shape.meterStop,
    timestamp: StopTransaction.request.shape.timestamp,
    idTag: StopTransaction.request.shape.idTag,
    reason: text.optional(),
    transactionData: meterValues.optional(),
  }),
}

/** Throws the CALLERROR for a request that no handler can make sense of. */
export function demandEssentials(action: ActionsSentBy<'ChargePoint'>, request: object): void {
  const result = essential[action].safeParse(request)
  if (result.success) return
  const { code, description } = violation(request, result.error.issues)
  throw new RpcError(code, description)
}
