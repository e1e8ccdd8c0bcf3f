import { join } from 'node:path'
import { Passing } from '@colok/shared/testing/conformance/passing'
import { configuration } from './cases/configuration.ts'
import { coreOffline } from './cases/core-offline.ts'
import { coreReset } from './cases/core-reset.ts'
import { coreStart } from './cases/core-start.ts'
import { coreStop } from './cases/core-stop.ts'
import { coreUnlock } from './cases/core-unlock.ts'
import { firmwareManagement } from './cases/firmware-management.ts'
import { localList } from './cases/local-list.ts'
import { metering } from './cases/metering.ts'
import { reservation } from './cases/reservation.ts'
import { securityConnection } from './cases/security-connection.ts'
import { securityManagement } from './cases/security-management.ts'
import { smartCharging } from './cases/smart-charging.ts'
import { triggerAndTransfer } from './cases/trigger-and-transfer.ts'
import type { ConformanceCase } from './kit/bench.ts'

/** The cases of the Open Charge Alliance for a charge point, in the order of their ids. */
export const cases: readonly ConformanceCase[] = [
  ...coreStart,
  ...coreStop,
  ...coreReset,
  ...coreUnlock,
  ...coreOffline,
  ...configuration,
  ...metering,
  ...triggerAndTransfer,
  ...localList,
  ...reservation,
  ...firmwareManagement,
  ...smartCharging,
  ...securityConnection,
  ...securityManagement,
].sort((one, other) => one.id.localeCompare(other.id, 'en', { numeric: true }))

/** Those that pass, as CI holds them to it. */
export const passing = new Passing(join(import.meta.dirname, 'passing.json'))
