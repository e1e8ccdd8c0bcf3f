import { expect, test } from 'vitest'
import { fuzz, servedActions } from './fuzz.ts'
import { fuzzWire } from './wire.ts'

test('six thousand hostile texts: each is answered as the specification says, and nothing unsound is stored', async () => {
  const report = await fuzz({ inputs: 6000, seed: 1, progress: () => {} })
  expect(report.complaints).toEqual([])
  expect(report.inputs).toBe(6000)
  for (const action of servedActions)
    expect(report.outcomes.get(`${action} served`), `no ${action} got as far as its handler`).toBeGreaterThan(
      0,
    )
  for (const code of ['FormationViolation', 'NotImplemented', 'NotSupported', 'ProtocolError'])
    expect(report.outcomes.get(code), `nothing was answered ${code}`).toBeGreaterThan(0)
  expect(report.rowsStored).toBeGreaterThan(1000)
})

test('three hundred hostile byte sequences over real sockets: a neighbour is served, and no connection is left behind', async () => {
  const report = await fuzzWire({ inputs: 300, seed: 1, progress: () => {} })
  expect(report.complaints).toEqual([])
  expect(report.ends.get('ended by the server after 101')).toBeGreaterThan(100)
  expect(report.ends.get('ended by the server after 400')).toBeGreaterThan(10)
})
