import { ChargePointErrorCode } from '@colok/shared/ocpp/types'
import { describe, expect, test } from 'vitest'
import { chargerConfig } from '../config.ts'
import { ChargerBench } from '../testing/charger-bench.ts'
import type { Session } from './durable.ts'
import { screenPages, spread, widthOf } from './screen-pages.ts'
import type { Activity, ChargerState, Fault, Notice, Progress, Receipt, RefusalReason } from './state.ts'

const stamp = { bootId: 'boot', monotonicMs: 0, wallMs: 0 }
/** Longer than four days, as a bike that is left on its plug for a week. */
const longMs = 7 * 86_400_000

const session: Session = {
  localId: 1,
  connectorId: 1,
  idTag: 'ABCDEFGHIJKLMNOPQRST',
  parentIdTag: null,
  origin: 'card',
  startedAt: stamp,
  meterStartWh: 0,
  reservationId: null,
  resumesLocalId: null,
  priceIdrPerKwh: 9_999,
  limits: { energyWh: null, amountIdr: null, durationS: null },
  refusedAllowanceWh: null,
  ending: null,
}
const progress: Progress = {
  startedMs: 0,
  energyWh: 0,
  journalledWh: 0,
  loadSeen: true,
  lowPowerSinceMs: null,
  full: false,
  unregisteredWms: 0,
  peakPowerW: 22_000,
  powerW: 22_000,
  taper: null,
  reckoned: null,
  samples: [],
  lastSampleWh: 0,
}
const receipt: Receipt = {
  idTag: session.idTag,
  reason: 'Local',
  energyWh: 999_990,
  amountIdr: 9_999_999,
  durationMs: longMs,
  endedMs: 0,
  transactionId: null,
  refundIdr: 9_999_999,
}
const grant = {
  idTag: session.idTag,
  parentIdTag: null,
  origin: 'card',
  reservationId: null,
  chargingProfile: null,
  allowance: null,
} as const

/** What a socket can be doing, with numbers as large and as small as they get. */
const activities: readonly Activity[] = [
  { kind: 'idle' },
  { kind: 'authorised', grant: { ...grant, connectorIds: [1] } },
  { kind: 'finishing', receipt },
  { kind: 'finishing', receipt: { ...receipt, amountIdr: null, refundIdr: null, durationMs: 0 } },
  ...[
    {},
    { energyWh: 999_990 },
    { energyWh: 2_303, powerW: 1 },
    { full: true },
    { reckoned: { amountIdr: 9_999_999, energyWh: 0, priceIdrPerKwh: 9_999 } },
  ].flatMap((change): Activity[] =>
    [
      session,
      { ...session, priceIdrPerKwh: null },
      { ...session, refusedAllowanceWh: 0 },
      { ...session, limits: { energyWh: 9_999_999, amountIdr: 9_999_999, durationS: 9_999_999 } },
    ].map((each) => ({ kind: 'charging', session: each, progress: { ...progress, ...change } })),
  ),
]

const reasons: Record<RefusalReason, true> = {
  Blocked: true,
  Expired: true,
  Invalid: true,
  ConcurrentTx: true,
  offline: true,
  busy: true,
  unavailable: true,
  reserved: true,
  noBalance: true,
  debt: true,
  frozen: true,
  noPrice: true,
}
const notices: readonly Notice[] = [
  { kind: 'checking', idTag: session.idTag },
  { kind: 'doorOpen' },
  { kind: 'finished', connectorId: 4, receipt },
  ...(Object.keys(reasons) as RefusalReason[]).map(
    (reason) => ({ kind: 'refused', idTag: session.idTag, reason }) as const,
  ),
]
const faults: readonly Fault[] = [
  { source: 'emergencyStop', errorCode: 'OtherError', info: '', blocks: true },
  { source: 'door', errorCode: 'OtherError', info: '', blocks: true },
  ...ChargePointErrorCode.options.map(
    (errorCode): Fault => ({ source: `hazard:${errorCode}`, errorCode, info: '', blocks: true }),
  ),
]

/** Every state that the display has words for. */
function* everyState(start: ChargerState): Generator<ChargerState> {
  yield start
  for (const operative of [true, false])
    for (const idrPerKwh of [null, 0, 1_000_000])
      for (const words of [null, 'Rp 2.466 per kWh', 'Malam lebih murah, '.repeat(8)])
        yield { ...start, availability: { operative, scheduled: null }, prices: { idrPerKwh, text: words } }
  yield { ...start, postCode: { secret: '0'.repeat(64) } }
  yield {
    ...start,
    reservations: start.connectors.map(({ id }) => ({
      reservationId: id,
      connectorId: id,
      idTag: 'X',
      parentIdTag: null,
      expiresAt: 0,
    })),
  }
  for (const notice of notices) yield { ...start, screen: { ...start.screen, notice } }
  yield {
    ...start,
    connectors: start.connectors.map((each) => ({
      ...each,
      plug: 'in',
      resumption: { ...session, cutAt: stamp },
    })),
  }
  for (const fault of faults) {
    yield { ...start, station: { ...start.station, faults: [fault] } }
    yield { ...start, connectors: start.connectors.map((each) => ({ ...each, faults: [fault] })) }
  }
  for (const seconds of ['0', '1', '99', '100', '5999', '6000', '31536000'])
    for (const activity of activities)
      for (const powerW of [0, 20, 50_000])
        yield {
          ...start,
          configuration: { ConnectionTimeOut: seconds },
          connectors: start.connectors.map((each) => ({
            ...each,
            activity,
            plug: 'in',
            meter: { ...each.meter, reading: { ...reading, powerW } },
          })),
        }
}
const reading = {
  energyWh: 0,
  powerW: 0,
  voltageMv: 230_000,
  currentMa: 0,
  frequencyMhz: 50_000,
  powerFactorPermille: 1_000,
  atMs: 0,
}

const sizes = [
  { columns: 20, rows: 4 },
  { columns: 20, rows: 2 },
  { columns: 16, rows: 4 },
  { columns: 16, rows: 2 },
] as const

describe.each(sizes)('every text fits $columns by $rows', (display) => {
  test.each(['id', 'en'])('in %s', async (language) => {
    for (const connectors of [1, 2, 4]) {
      const bench = await ChargerBench.start({
        connectors,
        devices: { display },
        config: { language, helpline: '+62 811-1111-1111-11' },
      })
      let seen = 0
      for (const state of everyState(bench.charger.state)) {
        const pages = screenPages(state, { monotonicMs: longMs, wall: Date.UTC(2026, 10, 23) })
        expect(pages.length).toBeGreaterThan(0)
        for (const row of pages.flat()) {
          seen += 1
          expect(widthOf(row), `"${spread(row, 40)}"`).toBeLessThanOrEqual(display.columns)
        }
        // On four rows nothing is left out; on two the first two are what matters most.
        if (display.rows === 4) for (const page of pages) expect(page.length).toBeLessThanOrEqual(4)
      }
      expect(seen).toBeGreaterThan(500)
    }
  })
})

test('a helpline is a telephone number that fits any display', () => {
  const base = { chargePointId: 'C', csmsUrl: 'ws://127.0.0.1/', devices: {} }
  for (const helpline of ['0800-1-26565', '+62 811 1111 1111', '112'])
    expect(chargerConfig.safeParse({ ...base, helpline }).success, helpline).toBe(true)
  for (const helpline of ['call us', '0800-1-26565-0800-1-26565', '1234567890123456', '12'])
    expect(chargerConfig.safeParse({ ...base, helpline }).success, helpline).toBe(false)
})
