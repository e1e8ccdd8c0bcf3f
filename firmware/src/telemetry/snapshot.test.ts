import { expect, test } from 'vitest'
import { ChargerBench, card } from '../testing/charger-bench.ts'
import { snapshotOf } from './snapshot.ts'

test('a snapshot follows a session, and says nothing of the card', async () => {
  const bench = await ChargerBench.start({ connectors: 2, loadW: 1_200 })
  const look = () => snapshotOf(bench.charger.state)
  expect(look()).toMatchObject({ chargePointId: 'CLK-0001', connected: true, faults: [] })
  expect(look().sockets[0]).toMatchObject({ status: 'Available', plugged: false, sessionEnergyWh: null })
  await bench.startSession(1)
  await bench.advance(59_000)
  expect(look().sockets[0]).toMatchObject({
    status: 'Charging',
    plugged: true,
    relayClosed: true,
    sessionEnergyWh: 19,
    reading: { powerW: 1_200 },
  })
  expect(look().sockets[1]).toMatchObject({ status: 'Available', sessionEnergyWh: null })
  expect(JSON.stringify(look())).not.toContain(card)
  await bench.tap()
  await bench.advance(5_000)
  expect(look().sockets[0]).toMatchObject({ status: 'Finishing', relayClosed: false, sessionEnergyWh: null })
})

test('a fault is told in words, and a silent meter has no reading', async () => {
  const bench = await ChargerBench.start()
  bench.devices.meters[0]!.silent = true
  await bench.advance(10_000)
  const [socket] = snapshotOf(bench.charger.state).sockets
  expect(socket).toMatchObject({ status: 'Faulted', reading: null })
  expect(socket?.faults.join()).toContain('Meter 1')
})
