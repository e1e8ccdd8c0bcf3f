import type { ChargePointErrorCode } from '@colok/shared/ocpp/types'
import type { Fault } from './state.ts'

/** The vendor under which OCPP 1.6 carries ChargeX's codes. */
const chargeX = 'https://chargex.inl.gov'

/** ChargeX's Minimum Required Error Codes (INL/RPT-23-74378), for those of OCPP's codes that have one. */
const byErrorCode: Readonly<Partial<Record<ChargePointErrorCode, string>>> = {
  ConnectorLockFailure: 'CX001',
  GroundFailure: 'CX002',
  HighTemperature: 'CX003',
  OverCurrentFailure: 'CX004',
  OverVoltage: 'CX005',
  UnderVoltage: 'CX006',
  WeakSignal: 'CX007',
  /** EVSEContactorFault. */
  PowerSwitchFailure: 'CX017',
}
const emergencyStop = 'CX008'

/** What StatusNotification says of a fault beside OCPP's own code; nothing where ChargeX has no code for it. */
export function vendorErrorCode({
  source,
  errorCode,
}: Fault): { vendorId: string; vendorErrorCode: string } | undefined {
  const code = source === 'emergencyStop' ? emergencyStop : byErrorCode[errorCode]
  return code === undefined ? undefined : { vendorId: chargeX, vendorErrorCode: code }
}
