import { seededRandom } from '@colok/shared/testing/seeded-random'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { restore } from './boot.ts'
import { step } from './charger.ts'
import type { Effect } from './effects.ts'
import type { Event } from './events.ts'
import type { Now } from './now.ts'
import type { ChargerState, Settings } from './state.ts'

const settings: Settings = {
  chargePointId: 'CLK-0001',
  vendor: 'Colok',
  model: 'Reference-1',
  firmwareVersion: '0.0.0',
  serialNumber: null,
  connectors: 2,
  socketKind: 'locking',
  language: 'id',
  timeZone: 'Asia/Makassar',
  display: { columns: 20, rows: 4 },
  metersRollOverAtWh: [10_000, 10_000],
  maxPowerW: 3_500,
  maxCurrentMa: 10_000,
  siteVa: null,
  priceIdrPerKwh: 2_466,
  helpline: null,
  typicalPackWh: 2_304,
  nominalVoltageV: 220,
  hasPassword: false,
  serviceGroup: 'SERVICE',
  serviceCards: [],
  boardKnowsWelds: false,
  signing: ['whenDated', 'atOnce'],
  meterKeys: [{ connectorId: 0, keyId: 'ab'.repeat(32), publicKey: 'MFkw' }],
  meterSerials: ['', ''],
  mobileDataMbPerMonth: 50,
  stopWhenFullS: 600,
  keyDefaults: { AllowOfflineTxForUnknownId: 'true' },
}

const connectorId = fc.constantFrom(1, 2)
const idTag = fc.constantFrom('CARD-A', 'CARD-B', 'card-a')
const isoTime = '2026-11-23T04:00:00.000Z'
const idTagInfo = fc.record({
  status: fc.constantFrom('Accepted', 'Blocked', 'Invalid'),
  parentIdTag: fc.constantFrom(undefined, 'FLEET'),
})
const result = (confirmation: fc.Arbitrary<object>) =>
  fc.oneof(
    { weight: 4, arbitrary: confirmation.map((each) => ({ kind: 'confirmed', confirmation: each })) },
    fc.constantFrom(
      { kind: 'timeout' },
      { kind: 'closed' },
      { kind: 'error', code: 'InternalError', description: '', details: {} },
    ),
  )
const ref = fc.integer({ min: 0, max: 12 })
const completed = (purpose: string, confirmation: fc.Arbitrary<object>) =>
  fc.record({
    kind: fc.constant('callCompleted'),
    purpose: fc.constant(purpose),
    ref,
    result: result(confirmation),
  })
const call = (action: string, request: fc.Arbitrary<object>) =>
  fc.record({ kind: fc.constant('callReceived'), callId: fc.nat(), action: fc.constant(action), request })

function reading(energyWh: number, powerW: number) {
  return {
    energyWh,
    powerW,
    voltageMv: 230_000,
    currentMa: 5_000,
    frequencyMhz: 50_000,
    powerFactorPermille: 990,
  }
}

function mostly(value: boolean) {
  return fc.integer({ min: 0, max: 3 }).map((each) => (each === 0 ? !value : value))
}

/** Any event at any moment, likely ones more often. What the hardware says is left to the run, which knows the relay. */
const anyEvent = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({ kind: fc.constant('plugReported'), connectorId, plugged: mostly(true) }),
  },
  fc.record({ kind: fc.constant('contactReported'), connectorId, closed: fc.boolean() }),
  { weight: 8, arbitrary: fc.record({ kind: fc.constant('cardPresented'), idTag }) },
  fc.record({
    kind: fc.constant('meterRead'),
    connectorId,
    reading: fc.tuple(fc.nat(9_999), fc.nat(3_500)).map(([energyWh, powerW]) => reading(energyWh, powerW)),
  }),
  fc.record({ kind: fc.constant('emergencyStopReported'), pressed: mostly(false) }),
  fc.record({
    kind: fc.constant('deviceFaulted'),
    device: fc.oneof(fc.constant({ kind: 'board' }), fc.record({ kind: fc.constant('meter'), connectorId })),
    message: mostly(false).map((raised) => (raised ? 'silent' : null)),
  }),
  fc.record({
    kind: fc.constant('hazardReported'),
    connectorId: fc.constantFrom(0, 1, 2),
    errorCode: fc.constantFrom('GroundFailure', 'WeakSignal'),
    present: mostly(false),
  }),
  fc.record({
    kind: fc.constant('storeReported'),
    message: mostly(false).map((raised) => (raised ? 'full' : null)),
  }),
  fc.record({ kind: fc.constant('linkReported'), link: fc.constantFrom('up', 'down') }),
  fc.constant({ kind: 'timeElapsed' }),
  completed(
    'boot',
    fc.record({
      status: fc.constantFrom('Accepted', 'Pending'),
      interval: fc.nat(100),
      currentTime: fc.constant(isoTime),
    }),
  ),
  completed('authorise', fc.record({ idTagInfo })),
  completed('started', fc.record({ transactionId: fc.nat(), idTagInfo })),
  completed('stopped', fc.constant({})),
  completed('metered', fc.constant({})),
  call('RemoteStartTransaction', fc.record({ idTag, connectorId })),
  call('RemoteStopTransaction', fc.record({ transactionId: fc.nat(5) })),
  call(
    'SetChargingProfile',
    fc.record({
      connectorId: fc.constantFrom(0, 1),
      csChargingProfiles: fc.record({
        chargingProfileId: fc.nat(3),
        stackLevel: fc.nat(2),
        chargingProfilePurpose: fc.constantFrom('ChargePointMaxProfile', 'TxDefaultProfile', 'TxProfile'),
        chargingProfileKind: fc.constant('Relative'),
        chargingSchedule: fc.record({
          chargingRateUnit: fc.constant('A'),
          chargingSchedulePeriod: fc.nat(16).map((limit) => [{ startPeriod: 0, limit }]),
        }),
      }),
    }),
  ),
  call('ClearChargingProfile', fc.constant({})),
  call('Reset', fc.record({ type: fc.constantFrom('Hard', 'Soft') })),
  call(
    'ChangeAvailability',
    fc.record({
      connectorId: fc.constantFrom(0, 1, 2),
      type: mostly(true).map((operative) => (operative ? 'Operative' : 'Inoperative')),
    }),
  ),
  call('UnlockConnector', fc.record({ connectorId })),
)

interface Run {
  state: ChargerState
  relays: Map<number, boolean>
  /** Transactions that were recorded as open: `connector`, by localId. */
  open: Map<number, number>
  energy: Map<number, number>
}

/** Applies what a step did, in the order in which the loop does it, and holds what must always hold. */
function apply(run: Run, event: Event, now: Now): void {
  const { state, effects } = step(run.state, event, now)
  for (const effect of effects) if (effect.kind === 'openRelay') run.relays.set(effect.connectorId, false)
  for (const effect of effects) keepRecord(run, effect)
  for (const effect of effects) if (effect.kind === 'closeRelay') run.relays.set(effect.connectorId, true)
  for (const connector of state.connectors) {
    const { id, activity, plug, meter } = connector
    if (run.relays.get(id)) {
      expect(activity.kind, 'relay closed ⇒ a session').toBe('charging')
      expect([...run.open.values()], 'relay closed ⇒ recorded').toContain(id)
      expect(plug, 'relay closed ⇒ plugged').toBe('in')
      expect([...state.station.faults, ...connector.faults].filter(({ blocks }) => blocks)).toEqual([])
      expect(state.station.reset).toBeNull()
      expect(
        state.deliveries.sockets.find((each) => each.connectorId === id)?.allowed,
        'relay closed ⇒ within the limits',
      ).toBe(true)
    }
    expect(meter.importWh, 'energy never falls').toBeGreaterThanOrEqual(run.energy.get(id) ?? 0)
    run.energy.set(id, meter.importWh)
    const openHere = [...run.open.values()].filter((each) => each === id)
    expect(openHere.length, 'at most one open transaction per connector').toBeLessThanOrEqual(1)
  }
  run.state = state
}

function keepRecord(run: Run, effect: Effect): void {
  if (effect.kind !== 'record') return
  const { record } = effect
  if (record.kind === 'sessionClosed') run.open.delete(record.localId)
  if (record.kind !== 'outboxAdded') return
  if (record.entry.kind === 'started') run.open.set(record.entry.localId, record.entry.connectorId)
  if (record.entry.kind === 'stopped') {
    expect(run.energy.get(record.entry.connectorId) ?? 0).toBeLessThanOrEqual(record.entry.meterStopWh + 1)
  }
}

test('whatever happens: relay closed ⇒ authorised and charging, energy never falls, one transaction a connector', () => {
  let sessions = 0
  fc.assert(
    fc.property(fc.array(anyEvent, { minLength: 20, maxLength: 150 }), fc.nat(), (events, seed) => {
      const random = seededRandom(seed)
      const run: Run = {
        state: restore(settings, { slices: {}, outbox: [], readings: [], samples: [] }),
        relays: new Map(),
        open: new Map(),
        energy: new Map(),
      }
      let monotonicMs = 0
      const now = (): Now => ({ monotonicMs, bootId: 'boot', wall: 1_795_000_000_000 + monotonicMs })
      apply(run, { kind: 'booted' }, now())
      const registers = [0, 0, 0]
      for (const event of events) {
        monotonicMs += Math.floor(4_000 * random())
        // Mostly the meters speak and the contacts follow; now and then they do not.
        for (const id of [1, 2]) {
          if (random() < 0.1) continue
          registers[id] = ((registers[id] ?? 0) + (run.relays.get(id) ? 3 : 0)) % 10_000
          apply(
            run,
            { kind: 'meterRead', connectorId: id, reading: reading(registers[id] ?? 0, 1_200) },
            now(),
          )
          apply(run, { kind: 'contactReported', connectorId: id, closed: run.relays.get(id) ?? false }, now())
        }
        apply(run, event as Event, now())
      }
      sessions += run.state.counters.nextLocalId - 1
    }),
    { numRuns: 300 },
  )
  // The property is only worth something if sessions were really reached.
  expect(sessions).toBeGreaterThan(100)
})

test('step changes nothing that it was given', () => {
  fc.assert(
    fc.property(fc.array(anyEvent, { maxLength: 30 }), (events) => {
      let state = restore(settings, { slices: {}, outbox: [], readings: [], samples: [] })
      for (const event of events) {
        const before = JSON.stringify(state)
        const next = step(state, event as Event, { monotonicMs: 0, bootId: 'boot', wall: 'unsynced' })
        expect(JSON.stringify(state)).toBe(before)
        state = next.state
      }
    }),
    { numRuns: 100 },
  )
})
