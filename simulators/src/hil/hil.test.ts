import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { measureAtWork } from './at-work.ts'
import { benchCases, measureOnBench } from './bench-cases.ts'
import { chargerCases, measureOnCharger } from './charger-cases.ts'
import { isWithinLimit, measurementTable, virtualTimeTable } from './measurement.ts'
import { measureWithProcess, processCases } from './process-cases.ts'
import { soak } from './soak.ts'

// A busy machine computes the board's time slowly.
vi.setConfig({ testTimeout: 120_000 })

describe('the relay is open in time when', () => {
  test.each(benchCases)('$fault ($requirement, $limitMs ms)', (benchCase) => {
    const measurement = measureOnBench(benchCase)
    expect(isWithinLimit(measurement), measurementTable([measurement])).toBe(true)
  })

  test.each(processCases)('$fault ($requirement, $limitMs ms)', async (processCase) => {
    const measurement = await measureWithProcess(processCase)
    expect(isWithinLimit(measurement), measurementTable([measurement])).toBe(true)
  })
})

describe('the whole charger opens its socket in time at', () => {
  test.each(chargerCases)('$fault ($requirement, $limitMs ms)', async (chargerCase) => {
    const measurement = await measureOnCharger(chargerCase, 'model')
    expect(isWithinLimit(measurement), virtualTimeTable([measurement])).toBe(true)
  })

  test('its table is 80 columns wide, and what never opened is late', () => {
    const table = virtualTimeTable(chargerCases.map((of) => ({ of, cycles: [491_000_000] })))
    expect(table.split('\n').every((line) => line.length <= 80)).toBe(true)
    expect(virtualTimeTable([{ of: chargerCases[0]!, cycles: [] }])).toMatch(/never +60 LATE$/)
  })
})

describe('the charger as a process, on four sockets', { timeout: 480_000 }, () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'colok-hil-'))
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  test('goes through some seconds of random faults and serves every socket afterwards', async () => {
    const report = await soak({ durationMs: 15_000, seed: 1, folder, onProgress: () => {} })
    expect(report.problems).toEqual([])
    expect(report.faults).toBeGreaterThan(0)
    expect(report.sessions).toBeGreaterThanOrEqual(4)
  })

  test('is measured while all of them deliver', async () => {
    const { questions, cpuPercent, residentBytes } = await measureAtWork({ folder, seconds: 5 })
    expect(questions).toBeGreaterThanOrEqual(4)
    expect(cpuPercent).toBeGreaterThan(0)
    expect(residentBytes).toBeGreaterThan(0)
  })
})

describe('the table', () => {
  const of = { requirement: 'S19', fault: 'the emergency stop is pressed', limitMs: 3 }

  test('is 80 columns wide, with the spread of the runs', () => {
    const table = measurementTable([
      { of, cycles: [31_821, 16_703] },
      { of, cycles: [20] },
    ])
    expect(table.split('\n').every((line) => line.length <= 80)).toBe(true)
    expect(table.split('\n')[1]).toMatch(/^S19 the emergency stop is pressed +16,703 +31,821 +2 +3 ok$/)
    expect(table.split('\n')[2]).toMatch(/ 20 +20 +0 +3 ok$/)
  })

  test('says which is late, and one that was never measured is', () => {
    const late = { of, cycles: [48_001] }
    expect(isWithinLimit(late)).toBe(false)
    expect(measurementTable([late])).toMatch(/LATE$/)
    expect(isWithinLimit({ of, cycles: [] })).toBe(false)
  })
})
