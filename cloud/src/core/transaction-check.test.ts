import { expect, test } from 'vitest'
import { checkStart, checkStop, energyBetween, type StartFacts, type StopFacts } from './transaction-check.ts'

const hour = 3_600_000
const start = 1_790_000_000_000

const begin = (change: Partial<StartFacts> = {}) =>
  checkStart({
    connectorId: 1,
    startedAt: start,
    receivedAt: start,
    overlaps: false,
    ...change,
  })

const stop = (change: Partial<StopFacts> = {}) =>
  checkStop({
    startedAt: start,
    stoppedAt: start + 2 * hour,
    receivedAt: start + 2 * hour,
    meterStartWh: 500,
    meterStopWh: 2500,
    highestReadingWh: 2400,
    maxPowerW: 1200,
    nextStartedAt: undefined,
    ...change,
  })

test('an ordinary session is sound, however late the charger delivers it', () => {
  expect(begin({ startedAt: start })).toEqual([])
  expect(stop()).toEqual([])
  expect(stop({ receivedAt: start + 1000 * hour })).toEqual([])
})

test('a start or stop in the future is suspect, but a clock four minutes ahead is not', () => {
  expect(begin({ startedAt: start + 4 * 60_000 })).toEqual([])
  expect(begin({ startedAt: start + 6 * 60_000 })).toEqual(['startInFuture'])
  expect(stop({ receivedAt: start })).toEqual(['stopInFuture'])
})

test('a time of 1970 means that the clock was never set', () => {
  expect(begin({ startedAt: 60_000 })).toEqual(['clockNotSet'])
  expect(stop({ startedAt: 60_000, stoppedAt: 60_000 + 2 * hour })).toEqual(['clockNotSet'])
})

test('a stop before the start, and a meter that went back, are suspect', () => {
  expect(stop({ stoppedAt: start - 1 })).toEqual(['stopBeforeStart', 'implausibleEnergy'])
  expect(stop({ meterStopWh: 499, highestReadingWh: undefined })).toEqual(['meterWentBack'])
})

test('more energy than ten times the rating could deliver is a register that jumped', () => {
  expect(stop({ meterStopWh: 500 + 24_100 })).toEqual([])
  expect(stop({ meterStopWh: 500 + 24_101 })).toEqual(['implausibleEnergy'])
})

test('a reading above the final register is suspect', () => {
  expect(stop({ highestReadingWh: 2501 })).toEqual(['readingAboveMeterStop'])
})

test('two sessions cannot hold one connector at once', () => {
  expect(begin({ startedAt: start, overlaps: true })).toEqual(['overlap'])
  expect(stop({ nextStartedAt: start + hour })).toEqual(['overlap'])
  expect(stop({ nextStartedAt: start + 2 * hour })).toEqual([])
})

test('a connector number that no charge point has is suspect', () => {
  for (const connectorId of [0, -1, 65]) expect(begin({ connectorId })).toEqual(['noSuchConnector'])
})

test('energy is told only where the difference of the registers is exact', () => {
  expect(energyBetween(500, 2500)).toBe(2000)
  expect(energyBetween(2500, 500)).toBe(-2000)
  expect(energyBetween(Number.MIN_SAFE_INTEGER, 12)).toBeNull()
})
