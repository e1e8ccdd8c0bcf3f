import { toIso } from '@colok/shared/time'
import type { FleetMessage } from './fleet-orders.ts'

/** The steps of one counted message, in order: a call for each. */
export const stepsOf: Readonly<Record<FleetMessage, readonly string[]>> = {
  Heartbeat: ['Heartbeat'],
  StatusNotification: ['StatusNotification'],
  MeterValues: ['MeterValues'],
  StartStop: ['StartTransaction', 'StopTransaction'],
}

export interface FrameFacts {
  readonly idTag: string
  /** Counts up; makes each message unlike every other. */
  readonly sequence: number
  readonly transactionId: number
}

const statuses = ['Preparing', 'Charging', 'Finishing', 'Available']

/** The payload of one call. Plain facts of a two-socket post, as long as those of the field are. */
export function payloadOf(action: string, { idTag, sequence, transactionId }: FrameFacts): object {
  const timestamp = toIso(Date.now())
  switch (action) {
    case 'BootNotification':
      return { chargePointVendor: 'Colok', chargePointModel: 'Bench', firmwareVersion: '1.0.0' }
    case 'StatusNotification':
      return { connectorId: 1, errorCode: 'NoError', status: statuses[sequence % 4], timestamp }
    case 'MeterValues':
      return { connectorId: 1, transactionId, meterValue: [sample(timestamp, sequence)] }
    case 'StartTransaction':
      return { connectorId: 2, idTag, meterStart: sequence * 10, timestamp }
    case 'StopTransaction':
      return { transactionId, idTag, meterStop: sequence * 10 + 5, timestamp, reason: 'Local' }
    default:
      return {}
  }
}

/** What a post with one meter sends each minute: five measurands of one sample. */
function sample(timestamp: string, energyWh: number) {
  const context = 'Sample.Periodic'
  const sampledValue = [
    { value: String(energyWh), context, measurand: 'Energy.Active.Import.Register', unit: 'Wh' },
    { value: '1198.4', context, measurand: 'Power.Active.Import', unit: 'W' },
    { value: '221.3', context, measurand: 'Voltage', unit: 'V' },
    { value: '5.41', context, measurand: 'Current.Import', unit: 'A' },
    { value: '41', context, measurand: 'SoC', unit: 'Percent' },
  ]
  return { timestamp, sampledValue }
}
