import { setPriority } from 'node:os'
import { expect } from 'vitest'

// Worlds and emulated boards compute on clocks of their own, and may take their time. The others hold real clocks: a
// charger that is not given the processor for a second and a half stops charging, as it should.
const computesOnly = /\/src\/(world|avr)\//

if (computesOnly.test(expect.getState().testPath ?? '')) setPriority(10)
