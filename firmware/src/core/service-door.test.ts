import { vendorRequest } from '@colok/shared/vendor'
import { describe, expect, test } from 'vitest'
import { ChargerBench } from '../testing/charger-bench.ts'

const technician = '04AABBCCDDEE80'

/** A charger whose door is shut, and whose local list has a technician's card. */
async function withDoor(options: { expiryDate?: string; copyable?: boolean } = {}) {
  const bench = await ChargerBench.start({ config: { password: 'sixteen-letters!' } })
  bench.devices.door.setDoor('closed')
  await bench.confirmation('SendLocalList', {
    listVersion: 1,
    updateType: 'Full',
    localAuthorizationList: [
      {
        idTag: technician,
        idTagInfo: {
          status: 'Accepted',
          parentIdTag: 'service',
          ...(options.expiryDate && { expiryDate: options.expiryDate }),
        },
      },
    ],
  })
  return { bench, door: bench.devices.door }
}
const securityEvents = (bench: ChargerBench) =>
  bench.central.sent('SecurityEventNotification').map(({ type, techInfo }) => [type, techInfo])
const forced = ['TamperDetectionActivated', 'The service door was opened without a card']

describe('a technician’s card', () => {
  test('of the local list lets the door go without a network, and charges nothing', async () => {
    const { bench, door } = await withDoor()
    bench.charger.disconnect()
    await bench.advance(1_000)
    await bench.plugIn()
    await bench.tap(technician.toLowerCase())
    expect(door.letGoes).toBe(1)
    expect(bench.isClosed()).toBe(false)
    door.setDoor('open')
    await bench.advance(1_000)
    bench.charger.connect()
    await bench.advance(60_000)
    expect(securityEvents(bench)).not.toContainEqual(forced)
  })

  test('that has expired opens nothing', async () => {
    const { bench, door } = await withDoor({ expiryDate: '2020-01-01T00:00:00Z' })
    await bench.tap(technician)
    expect(door.letGoes).toBe(0)
  })

  test('of the configuration opens too, and ends every session while the door is open', async () => {
    const bench = await ChargerBench.start({ config: { serviceCards: [technician.toLowerCase()] } })
    const { door } = bench.devices
    door.setDoor('closed')
    await bench.startSession()
    await bench.tap(technician)
    expect(door.letGoes).toBe(1)
    expect(bench.lcd).toEqual(['Pintu servis', 'Silakan dibuka', 'Trip 0', ''])
    expect(bench.isClosed()).toBe(true)
    door.setDoor('open')
    await bench.advance(3_000)
    expect(bench.isClosed()).toBe(false)
    expect(bench.central.sent('StatusNotification').at(-1)).toMatchObject({ status: 'Faulted' })
    await bench.advance(10_000)
    expect(bench.lcd.slice(0, 2)).toEqual(['GANGGUAN pintu', 'Tutup pintu servis'])
    await bench.tap()
    expect(bench.isClosed()).toBe(false)
    door.setDoor('closed')
    await bench.advance(100)
    expect(bench.central.statuses(1).at(-1)).toBe('Finishing')
  })

  test('that anyone copies, at a reader for such cards, opens nothing and charges nothing', async () => {
    const { bench, door } = await withDoor()
    bench.devices.cardReaders[0].cardsAreCopyable = true
    await bench.restart()
    await bench.advance(1_000)
    await bench.plugIn()
    await bench.tap(technician)
    expect(door.letGoes).toBe(0)
    expect(bench.isClosed()).toBe(false)
    expect(bench.lcd.join()).toContain('Kartu')
  })
})

describe('a service door that opens', () => {
  test('without a card is a security event', async () => {
    const { bench, door } = await withDoor()
    door.setDoor('open')
    await bench.advance(100)
    expect(securityEvents(bench)).toContainEqual(forced)
  })

  test('long after the solenoid let go was opened by force', async () => {
    const { bench, door } = await withDoor()
    await bench.tap(technician)
    await bench.advance(8_000)
    door.setDoor('open')
    await bench.advance(100)
    expect(securityEvents(bench)).toContainEqual(forced)
  })
})

describe('a service door that opens a second time', () => {
  test('right after the technician has shut it was opened without a card', async () => {
    const { bench, door } = await withDoor()
    await bench.tap(technician)
    door.setDoor('open')
    await bench.advance(1_000)
    door.setDoor('closed')
    await bench.advance(1_000)
    expect(securityEvents(bench)).not.toContainEqual(forced)
    door.setDoor('open')
    await bench.advance(1_000)
    expect(securityEvents(bench)).toContainEqual(forced)
  })

  test('by a second tap is the technician’s again', async () => {
    const { bench, door } = await withDoor()
    for (const _ of ['first', 'second']) {
      await bench.tap(technician)
      door.setDoor('open')
      await bench.advance(1_000)
      door.setDoor('closed')
      await bench.advance(1_000)
    }
    expect(door.letGoes).toBe(2)
    expect(securityEvents(bench)).not.toContainEqual(forced)
  })
})

test('a housing that was broken open is a security event', async () => {
  const { bench, door } = await withDoor()
  door.setTampered(true)
  await bench.advance(100)
  expect(securityEvents(bench)).toContainEqual([
    'TamperDetectionActivated',
    'The tamper switch of the housing',
  ])
})

describe('a socket that was locked out', () => {
  const cleared = (bench: ChargerBench) =>
    bench.confirmation('DataTransfer', vendorRequest('ClearLockout', { connectorId: 1, by: 'Ketut' }))
  const lockoutOf = (bench: ChargerBench) => bench.charger.state.connectors[0]?.lockout

  test('is freed by the central system only while a technician’s card holds the service door open', async () => {
    const { bench, door } = await withDoor()
    bench.devices.sensors.weld(1, ['A'])
    await bench.advance(100)
    expect(lockoutOf(bench)).toMatchObject({ kind: 'locked' })
    expect(await cleared(bench)).toMatchObject({ status: 'Rejected' })
    // Somebody who has broken in is no technician.
    door.setDoor('open')
    await bench.advance(100)
    expect(await cleared(bench)).toMatchObject({ status: 'Rejected' })
    door.setDoor('closed')
    await bench.tap(technician)
    door.setDoor('open')
    await bench.advance(100)
    expect(await cleared(bench)).toMatchObject({ status: 'Accepted' })
    expect(await cleared(bench)).toMatchObject({ status: 'Rejected' })
    expect(bench.isClosed()).toBe(false)
    door.setDoor('closed')
    await bench.advance(100)
    bench.cutPower()
    bench.powerOn()
    await bench.advance(1_000)
    await bench.startSession()
    expect(bench.isClosed()).toBe(true)
  })

  test('stays so for whoever breaks in after the technician has left', async () => {
    const { bench, door } = await withDoor()
    bench.devices.sensors.weld(1, ['A'])
    await bench.tap(technician)
    door.setDoor('open')
    await bench.advance(1_000)
    door.setDoor('closed')
    await bench.advance(600_000)
    door.setDoor('open')
    await bench.advance(1_000)
    expect(await cleared(bench)).toMatchObject({ status: 'Rejected' })
    expect(lockoutOf(bench)).toMatchObject({ kind: 'locked' })
    // One who taps at the open door is there.
    await bench.tap(technician)
    expect(await cleared(bench)).toMatchObject({ status: 'Accepted' })
  })

  test('stays so when the card was tapped too long ago', async () => {
    const { bench, door } = await withDoor()
    bench.devices.sensors.weld(1, ['A'])
    await bench.tap(technician)
    door.setDoor('open')
    await bench.advance(3_700_000)
    expect(await cleared(bench)).toMatchObject({ status: 'Rejected' })
    expect(lockoutOf(bench)).toMatchObject({ kind: 'locked' })
  })
})
