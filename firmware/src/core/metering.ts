import { costIdr } from './cost.ts'
import type { MeterBase } from './durable.ts'
import { clearFault, raiseFault } from './faults.ts'
import { journalWhenDue } from './journal.ts'
import { superviseCurrent } from './protection.ts'
import { superviseSupply } from './resumption.ts'
import { beginStop, finishStop } from './session.ts'
import type { MeterState, Progress, Reading } from './state.ts'
import { superviseMains } from './supply.ts'
import { connectorOf, log, patchConnector, patchProgress, setTimer, type Turn } from './turn.ts'

/** A meter speaks about once a second; after this long it is silent, and what it said last counts no more. */
const meterSilentMs = 6_000
/** So many readings in a row that cannot be true are a broken meter; so many good ones end it. */
const implausibleLimit = 3
/** What a register may grow beyond the power of the socket: its own step, and jitter of the readings. */
const slackWh = 3
/** Energy by power × time that the register may fail to count before it is called stuck. */
const stuckAfterWh = 25
/** Below this a charger only stands by; above `loadPowerW` it charges. */
const fullPowerW = 20
const loadPowerW = 50
const fullAfterMs = 60_000

/** One reading of a connector's meter: energy first, then what it says about the session. */
export function meterRead(turn: Turn, connectorId: number, reading: Reading): void {
  const before = connectorOf(turn.state, connectorId)
  setTimer(turn, `meter:${connectorId}`, meterSilentMs)
  clearFault(turn, connectorId, 'meter')
  superviseSupply(turn, connectorId, reading.voltageMv)
  superviseMains(turn, connectorId, reading.voltageMv)
  superviseCurrent(turn, connectorId, reading.currentMa)
  const deltaWh = believe(turn, connectorId, reading)
  const { activity } = before
  if (deltaWh === undefined || (activity.kind !== 'charging' && activity.kind !== 'stopping')) return
  const sinceMs = turn.now.monotonicMs - (before.meter.reading?.atMs ?? turn.now.monotonicMs)
  const isSupplied = before.relay.asked === 'closed'
  patchProgress(
    turn,
    connectorId,
    advance(turn, activity.progress, { reading, deltaWh, sinceMs, isSupplied }),
  )
  journalWhenDue(turn, connectorId, deltaWh)
  if (activity.kind === 'charging') judge(turn, connectorId)
  else if (before.relay.contact === 'open') finishStop(turn, connectorId)
}

/** The meter has not spoken for `meterSilentMs`. */
export function meterSilent(turn: Turn, connectorId: number): void {
  const { meter } = connectorOf(turn.state, connectorId)
  patchConnector(turn, connectorId, { meter: { ...meter, reading: null } })
  const info = `Meter ${connectorId} silent for ${meterSilentMs} ms`
  raiseFault(turn, connectorId, {
    source: 'meter',
    errorCode: 'PowerMeterFailure',
    info,
    blocks: true,
  })
  finishStop(turn, connectorId)
}

/** Takes a reading as true or not. The Wh since the last one; `undefined` when it is not believed. */
function believe(turn: Turn, connectorId: number, reading: Reading): number | undefined {
  const { meter } = connectorOf(turn.state, connectorId)
  if (meter.base === null) {
    const base = { offsetWh: 0, registerWh: reading.energyWh }
    put(turn, connectorId, reading, {
      base,
      importWh: reading.energyWh,
      implausible: 0,
    })
    return 0
  }
  if (meter.reading === null) return resume(turn, connectorId, meter, meter.base, reading)
  const rollsOverAtWh = turn.state.settings.metersRollOverAtWh[connectorId - 1] ?? Number.MAX_SAFE_INTEGER
  const stepWh = reading.energyWh - meter.reading.energyWh
  const rolledOver = stepWh < 0
  const deltaWh = rolledOver ? stepWh + rollsOverAtWh : stepWh
  const sinceMs = turn.now.monotonicMs - meter.reading.atMs
  if (deltaWh > mostWh(turn.state.settings.maxPowerW, sinceMs))
    return disbelieve(turn, connectorId, meter, reading)
  const base = rolledOver ? { ...meter.base, offsetWh: meter.base.offsetWh + rollsOverAtWh } : meter.base
  const implausible = Math.max(0, meter.implausible - 1)
  put(turn, connectorId, reading, {
    base,
    importWh: meter.importWh + deltaWh,
    implausible,
  })
  if (implausible === 0) clearImplausible(turn, connectorId)
  return deltaWh
}

/** `Wh` that a socket of so much power can deliver in this time, with a quarter to spare. */
function mostWh(maxPowerW: number, sinceMs: number): number {
  return Math.floor((maxPowerW * 1.25 * sinceMs) / 3_600_000) + slackWh
}

/**
 * The first reading after a boot or a silence. A register that went on is taken up; one that fell has rolled over,
 * or belongs to another meter: then the count goes on from where it was.
 */
function resume(
  turn: Turn,
  connectorId: number,
  meter: MeterState,
  base: MeterBase,
  reading: Reading,
): number {
  const expectedWh = meter.importWh - base.offsetWh
  const rollsOverAtWh = turn.state.settings.metersRollOverAtWh[connectorId - 1] ?? Number.MAX_SAFE_INTEGER
  const fellWh = expectedWh - reading.energyWh
  if (fellWh <= 0) {
    put(turn, connectorId, reading, {
      base,
      importWh: reading.energyWh + base.offsetWh,
      implausible: meter.implausible,
    })
    return -fellWh
  }
  const rolledOver = fellWh > rollsOverAtWh / 2
  const offsetWh = rolledOver ? base.offsetWh + rollsOverAtWh : meter.importWh - reading.energyWh
  const importWh = offsetWh + reading.energyWh
  put(turn, connectorId, reading, {
    base: { offsetWh, registerWh: reading.energyWh },
    importWh,
    implausible: 0,
  })
  log(turn, 'warn', `Meter ${connectorId} ${rolledOver ? 'rolled over' : 'counts anew'}`, {
    expectedWh,
    registerWh: reading.energyWh,
  })
  return importWh - meter.importWh
}

/** A jump that no socket can deliver. After three in a row the meter is broken; counting goes on from its new value. */
function disbelieve(turn: Turn, connectorId: number, meter: MeterState, reading: Reading): undefined {
  const implausible = meter.implausible + 1
  const info = `Meter ${connectorId} jumped to ${reading.energyWh} Wh`
  if (implausible < implausibleLimit || meter.base === null) {
    patchConnector(turn, connectorId, { meter: { ...meter, implausible } })
    log(turn, 'warn', `${info}; not counted`, {
      lastWh: meter.reading?.energyWh ?? null,
    })
    return undefined
  }
  const base = {
    offsetWh: meter.importWh - reading.energyWh,
    registerWh: reading.energyWh,
  }
  put(turn, connectorId, reading, {
    base,
    importWh: meter.importWh,
    implausible,
  })
  raiseFault(turn, connectorId, {
    source: 'metering',
    errorCode: 'PowerMeterFailure',
    info,
    blocks: true,
  })
  return undefined
}

function clearImplausible(turn: Turn, connectorId: number): void {
  const { faults } = connectorOf(turn.state, connectorId)
  const fault = faults.find((each) => each.source === 'metering')
  if (fault?.info.includes('jumped')) clearFault(turn, connectorId, 'metering')
}

function put(
  turn: Turn,
  connectorId: number,
  reading: Reading,
  change: { base: MeterBase; importWh: number; implausible: number },
): void {
  const meter: MeterState = {
    ...change,
    reading: { ...reading, atMs: turn.now.monotonicMs },
  }
  patchConnector(turn, connectorId, { meter })
}

/** What one believed reading adds to the knowledge of a session. */
function advance(
  turn: Turn,
  progress: Progress,
  {
    reading,
    deltaWh,
    sinceMs,
    isSupplied,
  }: { reading: Reading; deltaWh: number; sinceMs: number; isSupplied: boolean },
): Progress {
  const { powerW } = reading
  // A battery that is held back is not full, and its pace is learnt anew.
  if (!isSupplied) {
    const energyWh = progress.energyWh + deltaWh
    return { ...progress, energyWh, lowPowerSinceMs: null, powerW: 0, peakPowerW: 0, taper: null }
  }
  const lowPowerSinceMs = powerW < fullPowerW ? (progress.lowPowerSinceMs ?? turn.now.monotonicMs) : null
  const loadSeen = progress.loadSeen || powerW > loadPowerW
  const smoothedW = progress.powerW === 0 ? powerW : progress.powerW * 0.9 + powerW * 0.1
  const peakPowerW = Math.max(progress.peakPowerW, smoothedW)
  const tapers = peakPowerW > loadPowerW && smoothedW < peakPowerW * 0.9
  return {
    ...progress,
    energyWh: progress.energyWh + deltaWh,
    unregisteredWms: deltaWh > 0 ? 0 : progress.unregisteredWms + powerW * sinceMs,
    loadSeen,
    lowPowerSinceMs,
    full: isFull(turn, { ...progress, loadSeen, lowPowerSinceMs }, powerW),
    peakPowerW,
    powerW: smoothedW,
    taper: tapers ? (progress.taper ?? { sinceMs: turn.now.monotonicMs, powerW: smoothedW }) : null,
  }
}

/** A battery is full when its charger, having charged, has only stood by for a minute; not if it never drew. */
function isFull(turn: Turn, { full, loadSeen, lowPowerSinceMs }: Progress, powerW: number): boolean {
  if (full) return powerW <= loadPowerW
  return loadSeen && lowPowerSinceMs !== null && turn.now.monotonicMs - lowPowerSinceMs >= fullAfterMs
}

/** Ends the session when a paid limit is reached, the battery has long been full, or the register stands still. */
function judge(turn: Turn, connectorId: number): void {
  const { activity } = connectorOf(turn.state, connectorId)
  if (activity.kind !== 'charging') return
  const { progress, session } = activity
  if (progress.unregisteredWms >= stuckAfterWh * 3_600_000) {
    const info = `Meter ${connectorId} stuck while power flows`
    raiseFault(turn, connectorId, {
      source: 'metering',
      errorCode: 'PowerMeterFailure',
      info,
      blocks: true,
    })
  }
  const { limits } = session
  const energySpent = limits.energyWh !== null && progress.energyWh >= limits.energyWh
  const nextIdr = costIdr(session, progress.reckoned, progress.energyWh + 1)
  const moneySpent = limits.amountIdr !== null && nextIdr !== null && nextIdr > limits.amountIdr
  if (energySpent || moneySpent || fullForLong(turn, progress))
    beginStop(turn, connectorId, { reason: 'Other' })
}

function fullForLong(turn: Turn, { full, lowPowerSinceMs }: Progress): boolean {
  const { stopWhenFullS } = turn.state.settings
  if (!full || lowPowerSinceMs === null || stopWhenFullS === 0) return false
  return turn.now.monotonicMs - lowPowerSinceMs - fullAfterMs >= stopWhenFullS * 1000
}
