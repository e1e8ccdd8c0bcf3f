import { describe, expect, test } from 'vitest'
import { ChargerBench } from '../testing/charger-bench.ts'

describe('a fault outranks everything', () => {
  test('leakage opens the relay, ends the session and is Faulted until it is gone (TC_041)', async () => {
    const bench = await ChargerBench.start()
    await bench.startSession()
    bench.devices.sensors.report(1, 'GroundFailure', true)
    expect(bench.isClosed()).toBe(false)
    await bench.advance(3_000)
    expect(bench.central.sent('StatusNotification').at(-1)).toMatchObject({
      status: 'Faulted',
      errorCode: 'GroundFailure',
    })
    expect(bench.central.sent('StopTransaction')).toMatchObject([{ reason: 'Other' }])
    expect(bench.lcd.slice(0, 2)).toEqual(['GANGGUAN bocor arus', 'Cabut, coba lagi'])
    const refused = await bench.confirmation('RemoteStartTransaction', { idTag: 'ANY', connectorId: 1 })
    expect(refused).toEqual({ status: 'Rejected' })
    bench.devices.sensors.report(1, 'GroundFailure', false)
    await bench.advance(100)
    expect(bench.central.statuses(1).at(-1)).toBe('Finishing')
  })

  test('a faulted socket takes no card', async () => {
    const bench = await ChargerBench.start()
    bench.devices.sensors.report(1, 'HighTemperature', true)
    await bench.startSession()
    expect(bench.isClosed()).toBe(false)
    expect(bench.central.sent('Authorize')).toEqual([])
  })

  test.each([100, 300, 500, 700, 900])(
    'the emergency stop bills what flowed since the last reading, %i ms after a whole second',
    async (phaseMs) => {
      const bench = await ChargerBench.start({ loadW: 2_000 })
      await bench.startSession()
      await bench.advance(9_000 + phaseMs)
      expect(bench.isClosed()).toBe(true)
      bench.devices.relays.pressEmergencyStop(true)
      await bench.advance(3_000)
      const registerWh = Math.floor(bench.devices.meters[0]!.energyMwh / 1_000)
      expect(bench.central.sent('StopTransaction')).toMatchObject([{ meterStop: registerWh }])
    },
  )

  test.each([14_250, 32_100, 34_200])(
    'a board that falls silent after %i ms bills what flows until its dead-man opens the contact',
    async (afterMs) => {
      const bench = await ChargerBench.start({ loadW: 2_000 })
      await bench.startSession()
      await bench.advance(afterMs)
      expect(bench.isClosed()).toBe(true)
      const { relays } = bench.devices
      const meter = bench.devices.meters[0]!
      relays.request = () => {}
      relays.fault({ code: 'silent', message: 'The board is silent' })
      await bench.advance(2_000)
      // Nobody hears of the contact, and the meter speaks when its time comes.
      relays.listen({ onContact() {}, onPlug() {}, onEmergencyStop() {}, onFault() {} })
      meter.silent = true
      relays.dropOut(1)
      await bench.advance(1)
      meter.silent = false
      await bench.advance(3_000)
      const registerWh = Math.floor(meter.energyMwh / 1_000)
      expect(bench.central.sent('StopTransaction')).toMatchObject([{ meterStop: registerWh }])
    },
  )

  test('the emergency stop ends every session with EmergencyStop', async () => {
    const bench = await ChargerBench.start({ connectors: 2 })
    await bench.startSession(1)
    await bench.startSession(2, 'SECOND')
    bench.devices.relays.pressEmergencyStop(true)
    await bench.advance(3_000)
    expect([bench.isClosed(1), bench.isClosed(2)]).toEqual([false, false])
    expect(bench.central.sent('StopTransaction').map(({ reason }) => reason)).toEqual([
      'EmergencyStop',
      'EmergencyStop',
    ])
    expect(bench.central.statuses(0).at(-1)).toBe('Faulted')
    expect(bench.lcd.slice(0, 2)).toEqual(['GANGGUAN darurat', 'Putar tombol merah'])
    bench.devices.relays.pressEmergencyStop(false)
    await bench.advance(100)
    expect(bench.central.statuses(0).at(-1)).toBe('Available')
  })

  test('a silent board is a fault of the whole charger', async () => {
    const bench = await ChargerBench.start()
    await bench.startSession()
    bench.devices.relays.fault({ code: 'silent', message: 'I/O board silent for 2,000 ms' })
    await bench.advance(3_000)
    expect(bench.central.sent('StopTransaction')).toHaveLength(1)
    expect(bench.central.statuses(0).at(-1)).toBe('Faulted')
    bench.devices.relays.fault(undefined)
    await bench.advance(100)
    expect(bench.central.statuses(0).at(-1)).toBe('Available')
  })

  test('a welded contact locks its socket until a technician clears it, also over a restart (S4)', async () => {
    const bench = await ChargerBench.start()
    bench.devices.relays.weld(1)
    await bench.advance(4_000)
    expect(bench.central.sent('StatusNotification').at(-1)).toMatchObject({
      status: 'Faulted',
      errorCode: 'PowerSwitchFailure',
      info: 'Contact 1 does not open',
    })
    expect(bench.charger.state.connectors[0]).toMatchObject({
      lockout: { kind: 'locked' },
      faults: [{ info: 'Contact 1 welded; needs a technician' }],
    })
    // A weld may let go by itself, and weld again under load.
    bench.devices.relays.stuck.delete(1)
    bench.devices.relays.dropOut(1)
    await bench.advance(100)
    expect(bench.central.statuses(1).at(-1)).toBe('Faulted')
    bench.cutPower()
    bench.powerOn()
    await bench.advance(5_000)
    expect(bench.central.statuses(1).at(-1)).toBe('Faulted')
    await bench.startSession()
    expect(bench.isClosed()).toBe(false)
    bench.cutPower()
    bench.store.commit({ slices: { 'lockout/1': { kind: 'cleared' } }, records: [] })
    bench.powerOn()
    await bench.advance(5_000)
    await bench.startSession()
    expect(bench.isClosed()).toBe(true)
  })

  test('a board that falls silent as the relay is to open is not taken for a weld', async () => {
    const bench = await ChargerBench.start()
    await bench.startSession()
    const { relays } = bench.devices
    const request = relays.request.bind(relays)
    relays.request = () => {}
    await bench.tap()
    await bench.advance(2_000)
    relays.fault({ code: 'silent', message: 'The board is silent' })
    await bench.advance(10_000)
    expect(bench.central.statuses(1).at(-1)).toBe('Faulted')
    relays.request = request
    relays.dropOut(1)
    relays.fault(undefined)
    await bench.advance(5_000)
    expect(bench.central.statuses(1).at(-1)).toBe('Finishing')
    expect(bench.charger.state.connectors[0]!.lockout).toBeNull()
  })

  test('a board that comes back and says closed for a moment, as a restart does, is not a weld either', async () => {
    const bench = await ChargerBench.start()
    await bench.startSession()
    const { relays } = bench.devices
    const request = relays.request.bind(relays)
    relays.request = () => {}
    relays.fault({ code: 'silent', message: 'The board is silent' })
    await bench.advance(6_000)
    expect(bench.central.statuses(1).at(-1)).toBe('Faulted')
    relays.fault(undefined)
    relays.weld(1)
    await bench.advance(100)
    relays.stuck.delete(1)
    relays.request = request
    relays.dropOut(1)
    await bench.advance(5_000)
    expect(bench.charger.state.connectors[0]!.lockout).toBeNull()
    expect(bench.central.statuses(1).at(-1)).toBe('Finishing')
  })

  test('a contact that will not close ends the session, and may be tried again after unplugging', async () => {
    const bench = await ChargerBench.start()
    bench.devices.relays.stuck.add(1)
    await bench.startSession()
    await bench.advance(3_000)
    expect(bench.central.sent('StatusNotification').at(-1)).toMatchObject({ errorCode: 'PowerSwitchFailure' })
    expect(bench.central.sent('StopTransaction')).toMatchObject([{ meterStop: 0 }])
    bench.devices.relays.stuck.delete(1)
    await bench.plugOut()
    expect(bench.central.statuses(1).at(-1)).toBe('Available')
    await bench.startSession()
    expect(bench.isClosed()).toBe(true)
  })

  test('a silent reader is told, and remote starts still work', async () => {
    const bench = await ChargerBench.start()
    bench.devices.cardReaders[0].fault({ code: 'silent', message: 'Card reader 1 silent for 60,000 ms' })
    await bench.advance(100)
    expect(bench.central.sent('StatusNotification').at(-1)).toMatchObject({
      connectorId: 0,
      status: 'Available',
      errorCode: 'ReaderFailure',
    })
    await bench.plugIn()
    await bench.confirmation('RemoteStartTransaction', { idTag: 'REMOTE', connectorId: 1 })
    await bench.advance(100)
    expect(bench.isClosed()).toBe(true)
  })

  test('a weak signal is told, and energy flows on', async () => {
    const bench = await ChargerBench.start()
    await bench.startSession()
    bench.devices.sensors.report(1, 'WeakSignal', true)
    await bench.advance(100)
    expect(bench.isClosed()).toBe(true)
    expect(bench.central.sent('StatusNotification').at(-1)).toMatchObject({
      status: 'Charging',
      errorCode: 'WeakSignal',
    })
  })
})

describe('a full disk', () => {
  test('delays a start: no relay closes without a record', async () => {
    const bench = await ChargerBench.start()
    bench.store.isFull = true
    await bench.startSession()
    expect(bench.isClosed()).toBe(false)
    expect(bench.central.statuses(0).at(-1)).toBe('Faulted')
    bench.store.isFull = false
    await bench.advance(6_000)
    expect(bench.central.statuses(0).at(-1)).toBe('Available')
    await bench.plugOut()
    await bench.startSession()
    expect(bench.isClosed()).toBe(true)
    expect(bench.central.sent('StartTransaction')).toHaveLength(1)
  })

  test('a start that cannot be recorded is never told, and leaves nothing behind', async () => {
    const bench = await ChargerBench.start()
    const numbersBefore = bench.charger.state.counters
    bench.store.isFull = true
    await bench.startSession()
    await bench.advance(60_000)
    expect(bench.central.sent('StartTransaction')).toEqual([])
    expect(bench.charger.state.counters).toEqual(numbersBefore)
    expect(bench.charger.state.outbox.entries).toEqual([])
    bench.store.isFull = false
    await bench.advance(60_000)
    expect(bench.central.sent('StartTransaction')).toEqual([])
    expect(bench.central.sent('StopTransaction')).toEqual([])
  })

  test('never holds up a stop, whose message waits until it is recorded', async () => {
    const bench = await ChargerBench.start()
    await bench.startSession()
    await bench.advance(600_000)
    bench.store.isFull = true
    await bench.tap()
    expect(bench.isClosed()).toBe(false)
    await bench.advance(60_000)
    expect(bench.central.sent('StopTransaction')).toEqual([])
    bench.store.isFull = false
    await bench.advance(6_000)
    expect(bench.central.sent('StopTransaction')).toMatchObject([{ reason: 'Local', meterStop: 200 }])
  })

  test('a transaction that ended on a full disk and then lost the power has one end', async () => {
    const bench = await ChargerBench.start()
    await bench.startSession()
    await bench.advance(600_000)
    bench.store.isFull = true
    await bench.tap()
    await bench.advance(60_000)
    bench.cutPower()
    bench.store.isFull = false
    bench.powerOn()
    await bench.advance(60_000)
    const [stop, ...more] = bench.central.sent('StopTransaction')
    expect(more).toEqual([])
    const values = bench.central.sent('MeterValues').flatMap(({ meterValue }) => meterValue)
    const told = values.flatMap(({ sampledValue }) =>
      sampledValue.flatMap(({ measurand, value }) =>
        measurand === 'Energy.Active.Import.Register' ? [Number(value)] : [],
      ),
    )
    expect(told.length).toBeGreaterThan(5)
    expect(Math.max(...told)).toBeLessThanOrEqual(stop!.meterStop)
    expect(stop).toMatchObject({ reason: 'PowerLoss' })
    expect(200 - stop!.meterStop).toBeLessThanOrEqual(10)
  })

  test('a value that is not journalled is told when it is', async () => {
    const bench = await ChargerBench.start({ keys: { MeterValueSampleInterval: '10' } })
    await bench.startSession()
    await bench.advance(65_000)
    const told = bench.central.sent('MeterValues').length
    bench.store.isFull = true
    await bench.advance(60_000)
    expect(bench.central.sent('MeterValues')).toHaveLength(told)
    bench.store.isFull = false
    await bench.advance(6_000)
    expect(bench.central.sent('MeterValues')).toHaveLength(told + 1)
    expect(bench.central.sent('StopTransaction')).toHaveLength(1)
  })

  test('a message that was recorded in time is told while the disk is full, and not again', async () => {
    const bench = await ChargerBench.start()
    await bench.startSession()
    bench.central.cut()
    await bench.tap()
    await bench.advance(3_000)
    bench.store.isFull = true
    bench.central.heal()
    await bench.advance(120_000)
    expect(bench.central.sent('StopTransaction')).toHaveLength(1)
    bench.store.isFull = false
    await bench.advance(6_000)
    await bench.restart()
    await bench.advance(60_000)
    expect(bench.central.sent('StopTransaction')).toHaveLength(1)
  })

  test('is a security event, logged once it can be', async () => {
    const bench = await ChargerBench.start({ config: { password: 'sixteen-letters!' } })
    await bench.startSession()
    bench.store.isFull = true
    await bench.advance(60_000)
    expect(bench.central.sent('SecurityEventNotification').at(-1)).toMatchObject({ type: 'MemoryExhaustion' })
    bench.store.isFull = false
    await bench.advance(6_000)
    expect(bench.store.securityLog().map(({ type }) => type)).toContain('MemoryExhaustion')
  })

  test('a disk that fails again at once is a fault again', async () => {
    const bench = await ChargerBench.start()
    await bench.startSession()
    bench.store.isFull = true
    await bench.advance(60_000)
    expect(bench.central.statuses(0).at(-1)).toBe('Faulted')
    bench.store.isFull = false
    await bench.advance(6_000)
    bench.store.isFull = true
    await bench.plugOut()
    await bench.startSession()
    await bench.advance(60_000)
    expect(bench.isClosed()).toBe(false)
    expect(bench.central.statuses(0).at(-1)).toBe('Faulted')
    expect(bench.central.sent('StartTransaction')).toHaveLength(1)
  })

  test('a charger whose store cannot be used is in safe mode: it speaks, and no relay closes', async () => {
    const bench = await ChargerBench.start({ storeProblem: 'file is not a database' })
    expect(bench.central.statuses(0)).toEqual(['Faulted'])
    await bench.startSession()
    expect(bench.isClosed()).toBe(false)
    expect(await bench.confirmation('GetConfiguration', { key: ['HeartbeatInterval'] })).toMatchObject({
      configurationKey: [{ key: 'HeartbeatInterval', readonly: false, value: '300' }],
    })
  })
})
