import { join } from 'node:path'
import { Passing } from '@colok/shared/testing/conformance/passing'
import { configuration } from './cases/configuration.ts'
import { coreAuthorisation } from './cases/core-authorisation.ts'
import { coreOutages } from './cases/core-outages.ts'
import { coreRemote } from './cases/core-remote.ts'
import { coreSessions } from './cases/core-sessions.ts'
import { coreUnlock } from './cases/core-unlock.ts'
import { firmwareManagement } from './cases/firmware-management.ts'
import { localList } from './cases/local-list.ts'
import { reservation } from './cases/reservation.ts'
import { securityConnection } from './cases/security-connection.ts'
import { securityManagement } from './cases/security-management.ts'
import { smartCharging } from './cases/smart-charging.ts'
import { triggerAndTransfer } from './cases/trigger-and-transfer.ts'
import type { ConformanceCase } from './kit/conformance-case.ts'

/** The cases of the Open Charge Alliance for a central system, in the order of their ids. */
export const cases: readonly ConformanceCase[] = [
  ...configuration,
  ...coreAuthorisation,
  ...coreOutages,
  ...coreRemote,
  ...coreSessions,
  ...coreUnlock,
  ...firmwareManagement,
  ...localList,
  ...reservation,
  ...securityConnection,
  ...securityManagement,
  ...smartCharging,
  ...triggerAndTransfer,
].sort((one, other) => one.id.localeCompare(other.id, 'en', { numeric: true }))

/** Those that pass, as CI holds them to it. */
export const passing = new Passing(join(import.meta.dirname, 'passing.json'))
