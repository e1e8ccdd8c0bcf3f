import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openSqlite } from '@colok/cloud/db/sqlite'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { AcknowledgedFacts } from './acknowledged-facts.ts'

const at = '2026-11-23T03:00:00.000Z'
let folder: string
let file: string
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'colok-facts-'))
  file = join(folder, 'cloud.sqlite')
  await (await openSqlite(file)).close()
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

test('every kind of fact that was acknowledged and is not stored is a finding', async () => {
  const facts = new AcknowledgedFacts()
  expect(await facts.compareWith(file)).toEqual([])
  facts.starts.push({ chargePointId: 'A', connectorId: 1, meterStartWh: 0, startedAt: at, transactionId: 7 })
  facts.readings.push({ transactionId: 7, measuredAt: at, energyWh: 10 })
  facts.stops.push({ transactionId: 7, stoppedAt: at, meterStopWh: 20 })
  facts.statuses.push({ chargePointId: 'A', connectorId: 1, statusAt: at })
  expect(await facts.compareWith(file)).toEqual([
    expect.stringContaining('start {"chargePointId":"A"'),
    expect.stringContaining('stop {"transactionId":7'),
    expect.stringContaining(`reading 7 ${at} 10 is not stored`),
    expect.stringContaining(`status A 1 ${at} is not stored`),
  ])
})
