import fc from 'fast-check'
import type { Usage } from '../core/bill.ts'
import type { SessionPrice } from '../core/tariff.ts'

// What may be asked for a session, and what a session may take, for properties that hold for all of them.

export const usage = (energyWh: number, seconds = 0, idleSeconds = 0): Usage => ({
  energyWh,
  seconds,
  idleSeconds,
})

export const anyPrice: fc.Arbitrary<SessionPrice> = fc.record({
  tariffId: fc.constant('tariff'),
  priceIdrPerKwh: fc.integer({ min: 0, max: 1_000_000 }),
  priceIdrPerHour: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 100_000 })),
  sessionFeeIdr: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 60_000 })),
  idleFee: fc.oneof(
    fc.constant(null),
    fc.record({
      graceMinutes: fc.integer({ min: 0, max: 60 }),
      priceIdrPerHour: fc.integer({ min: 0, max: 50_000 }),
    }),
  ),
  ppnBasisPoints: fc.constantFrom(0, 1100, 1200),
  pbjt: fc.record({
    mode: fc.constantFrom('included' as const, 'added' as const, 'none' as const),
    basisPoints: fc.integer({ min: 0, max: 1000 }),
  }),
  cap: fc.oneof(
    fc.constant(null),
    fc.record({ decree: fc.constant('decree'), maxIdrPerKwh: fc.integer({ min: 0, max: 1_000_000 }) }),
  ),
})
export const anyEnergy = fc.integer({ min: 0, max: 10_000_000 })
export const anyUsage: fc.Arbitrary<Usage> = fc
  .record({
    energyWh: anyEnergy,
    seconds: fc.integer({ min: 0, max: 200_000 }),
    idle: fc.integer({ min: 0, max: 100 }),
  })
  .map(({ energyWh, seconds, idle }) => usage(energyWh, seconds, Math.floor((seconds * idle) / 100)))
export const anyPaid = fc.integer({ min: 0, max: 10_000_000 })
