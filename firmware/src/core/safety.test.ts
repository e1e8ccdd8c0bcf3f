import { describe, expect, test } from 'vitest'
import type { SafetySensors, ServiceDoor } from '../devices/contracts.ts'
import { ChargerBench } from '../testing/charger-bench.ts'

/** Sensors as the I/O board has them, in the hands of the test. */
class BoardSensors implements SafetySensors {
  listener!: Parameters<SafetySensors['listen']>[0]
  tests = 0
  readonly forgotten: number[] = []
  start(): void {}
  async stop(): Promise<void> {}
  listen(listener: Parameters<SafetySensors['listen']>[0]): void {
    this.listener = listener
  }
  testLeakage(): void {
    this.tests += 1
  }
  forgetWelded(connectorId: number): void {
    this.forgotten.push(connectorId)
  }
}

class Door implements ServiceDoor {
  listener!: Parameters<ServiceDoor['listen']>[0]
  opened = 0
  letGo(): void {
    this.opened += 1
  }
  listen(listener: Parameters<ServiceDoor['listen']>[0]): void {
    this.listener = listener
  }
}

async function withBoard(options: Parameters<typeof ChargerBench.start>[0] = {}) {
  const sensors = new BoardSensors()
  const door = new Door()
  const bench = await ChargerBench.start({ ...options, parts: { sensors, door } })
  sensors.listener.onLeakageTest?.('passed')
  door.listener.onDoor('closed')
  return { bench, sensors, door }
}

describe('the leakage test', () => {
  test('runs as the plug goes in, and the relay waits for it', async () => {
    const { bench, sensors } = await withBoard()
    await bench.plugIn()
    expect(sensors.tests).toBe(1)
    await bench.tap()
    expect(bench.isClosed()).toBe(false)
    sensors.listener.onLeakageTest?.('passed')
    await bench.advance(100)
    expect(bench.isClosed()).toBe(true)
  })

  test('waits for its turn while another socket delivers', async () => {
    const { bench, sensors } = await withBoard({ connectors: 2 })
    await bench.plugIn(1)
    sensors.listener.onLeakageTest?.('passed')
    await bench.tap(undefined, [1])
    await bench.plugIn(2)
    expect(sensors.tests).toBe(1)
    expect(bench.isClosed(1)).toBe(true)
  })

  test('that does not end keeps every socket dead', async () => {
    const { bench, sensors } = await withBoard()
    await bench.plugIn()
    await bench.advance(7_000)
    expect(bench.central.statuses(1).at(-1)).toBe('Faulted')
    await bench.tap()
    expect(bench.isClosed()).toBe(false)
    sensors.listener.onLeakageTest?.('passed')
    await bench.advance(100)
    expect(bench.central.statuses(1).at(-1)).toBe('Preparing')
  })
})

describe('welded elements', () => {
  test('lock the socket over restarts; a technician clears both the lock and the board', async () => {
    const { bench, sensors } = await withBoard()
    sensors.listener.onWelded?.(1, ['A'])
    await bench.advance(100)
    expect(bench.central.statuses(1).at(-1)).toBe('Faulted')
    bench.cutPower()
    bench.store.commit({ slices: { 'lockout/1': { kind: 'cleared' } }, records: [] })
    bench.powerOn()
    await bench.advance(1_000)
    expect(sensors.forgotten).toEqual([])
    sensors.listener.onWelded?.(1, ['A'])
    expect(sensors.forgotten).toEqual([1])
    sensors.listener.onWelded?.(1, [])
    await bench.startSession()
    expect(bench.isClosed()).toBe(true)
    // A weld that comes later is not forgotten with it.
    sensors.listener.onWelded?.(1, ['B'])
    await bench.advance(100)
    expect(bench.isClosed()).toBe(false)
    expect(bench.charger.state.connectors[0]!.lockout).toMatchObject({ kind: 'locked' })
  })
})

describe('heat at the terminals', () => {
  test('pauses a session from 68 °C until 62 °C, and does not end it', async () => {
    const { bench, sensors } = await withBoard()
    await bench.startSession()
    sensors.listener.onLeakageTest?.('passed')
    const heat = async (deciC: number | undefined) => {
      sensors.listener.onTemperature?.(1, deciC)
      await bench.advance(1_000)
    }
    await heat(679)
    expect(bench.isClosed()).toBe(true)
    await heat(680)
    expect(bench.isClosed()).toBe(false)
    expect(bench.central.statuses(1).at(-1)).toBe('SuspendedEVSE')
    // Neither a broken sensor nor a little cooling lets it on.
    await heat(undefined)
    await heat(630)
    expect(bench.isClosed()).toBe(false)
    await heat(620)
    expect(bench.isClosed()).toBe(true)
    expect(bench.central.sent('StopTransaction')).toEqual([])
  })
})

describe('the service door', () => {
  test('opens for a service card, which charges nothing, and ends every session while it is open', async () => {
    const { bench, sensors, door } = await withBoard({ config: { serviceCards: ['04aabbccddee80'] } })
    await bench.startSession()
    sensors.listener.onLeakageTest?.('passed')
    await bench.tap('04AABBCCDDEE80')
    expect(door.opened).toBe(1)
    expect(bench.lcd.slice(0, 2)).toEqual(['Pintu servis', 'Silakan dibuka'])
    expect(bench.isClosed()).toBe(true)
    door.listener.onDoor('open')
    await bench.advance(3_000)
    expect(bench.isClosed()).toBe(false)
    expect(bench.central.sent('StatusNotification').at(-1)).toMatchObject({ status: 'Faulted' })
    await bench.advance(10_000)
    expect(bench.lcd.slice(0, 2)).toEqual(['GANGGUAN pintu', 'Tutup pintu servis'])
    door.listener.onDoor('closed')
    await bench.advance(100)
    expect(bench.central.statuses(1).at(-1)).toBe('Finishing')
  })

  test('a housing that was broken open is a security event', async () => {
    const { bench, door } = await withBoard({ config: { password: 'sixteen-letters!' } })
    door.listener.onTamper(true)
    await bench.advance(100)
    expect(bench.central.sent('SecurityEventNotification').at(-1)).toMatchObject({
      type: 'TamperDetectionActivated',
    })
  })
})
