import { coreSessions } from './cases/core-sessions.ts'
import type { ConformanceCase } from './kit/conformance-case.ts'

/** The cases of the Open Charge Alliance for a central system, in the order of their ids. */
export const cases: readonly ConformanceCase[] = [...coreSessions].sort((one, other) =>
  one.id.localeCompare(other.id, 'en', { numeric: true }),
)
