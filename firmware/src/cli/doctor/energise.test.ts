import { VirtualClock } from '@colok/shared/testing/virtual-clock'
import { beforeEach, describe, expect, test } from 'vitest'
import { type FakeDevices, fakeDevices } from '../../devices/fakes.ts'
import { FakeTerminal } from '../../testing/fake-terminal.ts'
import { energiseSockets } from './energise.ts'
import { everyDevice, type Observation, observe } from './observe.ts'

let clock: VirtualClock
let devices: FakeDevices
let seen: Observation
/** Every time that a contact closed, and when it opened again, in ms. */
let live: { connectorId: number; closedMs: number; openedMs?: number }[]

beforeEach(async () => {
  clock = new VirtualClock()
  devices = fakeDevices({
    clock,
    sockets: [
      { plugged: false, loadW: 500 },
      { plugged: false, loadW: 500 },
    ],
  })
  seen = observe(devices)
  live = []
  for (const device of everyDevice(devices)) device.start()
  devices.relays.pressEmergencyStop(false)
  await clock.advance(1_100)
})

async function energise(...answers: string[]) {
  const terminal = new FakeTerminal({ answers })
  const result = energiseSockets({ devices, seen, clock, terminal })
  for (let step = 0; step < 2_000; step++) {
    watch()
    await clock.advance(10)
  }
  return { checks: await result, asked: terminal.asked }
}

function watch(): void {
  for (const connectorId of [1, 2]) {
    const closed = devices.relays.isClosed(connectorId)
    const open = live.find((period) => period.connectorId === connectorId && period.openedMs === undefined)
    if (closed && !open) live.push({ connectorId, closedMs: clock.monotonicMs() })
    if (!closed && open) open.openedMs = clock.monotonicMs()
  }
}

test('closes one socket after the other for 2.5 s, each after its name was typed', async () => {
  const { checks, asked } = await energise('ENERGISE 1', 'ENERGISE 2')
  expect(checks.map(({ verdict }) => verdict)).toEqual(['ok', 'ok'])
  expect(asked).toHaveLength(2)
  expect(live.map(({ connectorId }) => connectorId)).toEqual([1, 2])
  for (const { closedMs, openedMs } of live) expect(openedMs! - closedMs).toBeLessThanOrEqual(2_700)
})

test.each(['', 'yes', 'energise 1', 'ENERGISE 2'])('closes nothing at the answer "%s"', async (answer) => {
  const { checks } = await energise(answer, '')
  expect(checks.map(({ verdict }) => verdict)).toEqual(['warn', 'warn'])
  expect(live).toEqual([])
})

describe('asks for nothing and closes nothing', () => {
  test.each<[string, string, () => void]>([
    ['while the emergency stop is pressed', 'emergency stop', () => devices.relays.pressEmergencyStop(true)],
    [
      'while the leakage module has tripped',
      'leakage',
      () => devices.sensors.report(1, 'GroundFailure', true),
    ],
    ['while a relay is welded', 'socket 2 is not known to be open', () => devices.relays.weld(2)],
    [
      'while a meter is faulty',
      'meter 1 gives no reading',
      () => devices.meters[0]?.fault({ code: 'silent', message: 'Meter 1 is silent' }),
    ],
    [
      'while the board is silent',
      'I/O board is silent',
      () => devices.relays.fault({ code: 'silent', message: 'I/O board is silent' }),
    ],
    [
      'on bare pins without a hardware watchdog',
      'no hardware watchdog',
      () => devices.relays.fault({ code: 'refused', message: 'GPIO has no hardware watchdog' }),
    ],
  ])('%s', async (_, reason, spoil) => {
    spoil()
    const { checks, asked } = await energise('ENERGISE 1', 'ENERGISE 2')
    expect(asked).toEqual([])
    expect(checks).toEqual([
      expect.objectContaining({ verdict: 'fail', finding: expect.stringContaining(reason) }),
    ])
    expect(live.filter(({ connectorId }) => connectorId === 1)).toEqual([])
  })
})

test('says so in capitals when a socket does not open again', async () => {
  const terminal = new FakeTerminal({ answers: ['ENERGISE 1'] })
  const result = energiseSockets({ devices, seen, clock, terminal })
  await clock.advance(500)
  devices.relays.stuck.add(1)
  await clock.advance(10_000)
  const [check] = await result
  expect(check).toMatchObject({ verdict: 'fail', finding: expect.stringContaining('STILL LIVE') })
  expect(check?.hint).toContain('breaker now')
})

test('tells a contact that does not close from one that the board opened', async () => {
  devices.relays.stuck.add(1)
  const first = await energise('ENERGISE 1', '')
  expect(first.checks[0]?.finding).toContain('no voltage behind')
  devices.relays.stuck.delete(1)
  const terminal = new FakeTerminal({ answers: ['ENERGISE 1'] })
  const second = energiseSockets({ devices, seen, clock, terminal })
  await clock.advance(500)
  devices.relays.dropOut(1)
  await clock.advance(5_000)
  expect((await second)[0]?.finding).toContain('opened it again by itself')
})

test('notices a current where nothing should be plugged in', async () => {
  devices.relays.setPlugged(1, true)
  const { checks } = await energise('ENERGISE 1', '')
  expect(checks[0]).toMatchObject({ verdict: 'warn', finding: expect.stringContaining('mA flowed') })
})
