import { ChargerTelemetry, ReadingTelemetry, SocketTelemetry } from '@colok/shared/telemetry/payloads'
import { VirtualClock } from '@colok/shared/testing/virtual-clock'
import { beforeEach, describe, expect, test } from 'vitest'
import { TelemetryPublisher } from './publisher.ts'
import type { SocketSnapshot, TelemetrySnapshot } from './snapshot.ts'

const idle: SocketSnapshot = {
  status: 'Available',
  plugged: false,
  relayClosed: false,
  sessionEnergyWh: null,
  faults: [],
  reading: {
    energyWh: 5_000,
    powerW: 0,
    voltageMv: 220_000,
    currentMa: 0,
    frequencyMhz: 50_000,
    powerFactorPermille: 0,
  },
}
const charging: SocketSnapshot = {
  ...idle,
  status: 'Charging',
  plugged: true,
  relayClosed: true,
  sessionEnergyWh: 12,
}

let clock: VirtualClock
let sent: { topic: string; payload: string; retain: boolean }[]
let publisher: TelemetryPublisher

beforeEach(() => {
  clock = new VirtualClock()
  clock.setWall(Date.parse('2026-11-23T05:00:00Z'))
  sent = []
  publisher = make(false)
})

function make(homeAssistant: boolean | string): TelemetryPublisher {
  return new TelemetryPublisher({
    config: { topicPrefix: 'colok', homeAssistant },
    chargePointId: 'CLK-0001',
    clock,
    publish: (topic, payload, { retain }) => sent.push({ topic, payload, retain }),
  })
}

function snapshot(...sockets: SocketSnapshot[]): TelemetrySnapshot {
  return {
    chargePointId: 'CLK-0001',
    model: 'Reference-1',
    firmwareVersion: '0.1.0',
    connected: true,
    faults: [],
    sockets,
  }
}

const topics = () => sent.splice(0).map(({ topic }) => topic.replace('colok/CLK-0001/', ''))

test('a broker that was just reached is told everything, by the schemas', () => {
  publisher.startAnew(snapshot(idle))
  expect(sent.map(({ topic, retain }) => [topic, retain])).toEqual([
    ['colok/CLK-0001/socket/1/reading', false],
    ['colok/CLK-0001/charger', true],
    ['colok/CLK-0001/socket/1', true],
    ['colok/CLK-0001/availability', true],
  ])
  const payload = (index: number) => JSON.parse(sent[index]?.payload ?? '') as unknown
  expect(sent[3]?.payload).toBe('online')
  expect(ChargerTelemetry.parse(payload(1)).centralSystem).toBe('connected')
  expect(SocketTelemetry.parse(payload(2)).status).toBe('Available')
  expect(ReadingTelemetry.parse(payload(0))).toMatchObject({
    at: '2026-11-23T05:00:00.000Z',
    energyWh: 5_000,
  })
})

describe('afterwards', () => {
  test('only what has changed is told', () => {
    publisher.startAnew(snapshot(idle, idle))
    topics()
    publisher.tell(snapshot(idle, idle))
    expect(topics()).toEqual([])
    publisher.tell(snapshot(idle, { ...idle, plugged: true }))
    expect(topics()).toEqual(['socket/2'])
    publisher.tell({ ...snapshot(idle, { ...idle, plugged: true }), connected: false })
    expect(topics()).toEqual(['charger'])
  })

  test('a socket that charges gives a reading each time, another one a minute', async () => {
    publisher.startAnew(snapshot(charging, idle))
    topics()
    const counts = { charging: 0, idle: 0 }
    for (let second = 0; second < 120; second++) {
      await clock.advance(1_000)
      publisher.tell(snapshot(charging, idle))
      for (const topic of topics())
        if (topic.endsWith('reading')) counts[topic.startsWith('socket/1') ? 'charging' : 'idle']++
    }
    expect(counts).toEqual({ charging: 120, idle: 2 })
  })

  test('a silent meter gives none', () => {
    publisher.startAnew(snapshot({ ...charging, reading: null }))
    expect(topics()).toEqual(['charger', 'socket/1', 'availability'])
  })
})

test('Home Assistant is told only when it is wanted, under its prefix', () => {
  make(true).startAnew(snapshot(idle))
  expect(sent.filter(({ topic, retain }) => topic.startsWith('homeassistant/') && retain)).toHaveLength(5)
  sent.splice(0)
  make('ha').startAnew(snapshot(idle))
  expect(sent.filter(({ topic }) => topic.startsWith('ha/sensor/'))).toHaveLength(5)
})
