import { afterEach, beforeEach, expect, test } from 'vitest'
import type { SqlRunner } from '../../db/database.ts'
import { startVirtualCloud, type VirtualCloud } from '../../testing/virtual-cloud.ts'
import { ArrivingChargers } from './arriving-chargers.ts'

let system: VirtualCloud
beforeEach(async () => {
  system = await startVirtualCloud()
})
afterEach(() => system.stop())

test('who knocks at the same moment is found by the same statement, and who is not there is not', async () => {
  const { read } = system.database
  let statements = 0
  const counting: SqlRunner = {
    ...read,
    all<Row>(...statement: Parameters<SqlRunner['all']>) {
      statements += 1
      return read.all<Row>(...statement)
    },
  }
  const arriving = new ArrivingChargers(counting, system.clock)
  const ids = ['CLK-0001', 'CLK-9999', 'CLK-0001', 'CLK-9998', 'CLK-9997']
  const found = await system.whileAdvancing(Promise.all(ids.map((id) => arriving.find(id))))
  const known = expect.objectContaining({ chargePointId: 'CLK-0001', registration: 'Accepted' })
  expect(found).toEqual([known, undefined, known, undefined, undefined])
  expect(statements).toBe(1)
})

test('when the database cannot be read everyone who knocked is told', async () => {
  const broken: SqlRunner = {
    ...system.database.read,
    all: () => Promise.reject(new Error('the disk is gone')),
  }
  const arriving = new ArrivingChargers(broken, system.clock)
  const finding = Promise.allSettled([arriving.find('CLK-0001'), arriving.find('CLK-9999')])
  for (const one of await system.whileAdvancing(finding))
    expect(one).toMatchObject({ reason: { message: 'the disk is gone' } })
})
