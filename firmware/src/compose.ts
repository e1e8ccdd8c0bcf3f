import { randomUUID } from 'node:crypto'
import type { IdTag } from '@colok/shared/ids'
import type { Clock, Random } from '@colok/shared/time'
import type { ChargerConfig } from './config.ts'
import { restore } from './core/boot.ts'
import { checkKeyDefaults, integerOf, textOf } from './core/configuration.ts'
import type { Event } from './core/events.ts'
import type { ChargerState, Settings } from './core/state.ts'
import type { ChargerDevices, DeviceFault } from './devices/contracts.ts'
import { passwordOf } from './ocpp/authorization-key.ts'
import { Connection } from './ocpp/connection.ts'
import type { DialSocket } from './ocpp/socket.ts'
import { Calendar } from './runtime/calendar.ts'
import type { ChargerLog } from './runtime/log.ts'
import { Loop } from './runtime/loop.ts'
import { Performer } from './runtime/performer.ts'
import type { Store } from './store/contract.ts'
import { firmwareVersion } from './version.ts'

export interface ChargerParts {
  readonly config: Omit<ChargerConfig, 'devices'>
  readonly devices: ChargerDevices
  readonly store: Store
  readonly clock: Clock
  readonly random: Random
  readonly dial: DialSocket
  readonly log: ChargerLog
  /** Names each boot and each message, unlike any other; default random UUIDs. */
  readonly newId?: () => string
  /** Why the store cannot be trusted: the charger then reports a fault and closes no relay. */
  readonly storeProblem?: string
  /** Whether to dial the central system at the start; default true. */
  readonly connectAtStart?: boolean
  /** A reset that the central system asked for: stop this charger and start one anew on the same store. */
  readonly onReset: (type: 'Hard' | 'Soft') => void
  /** Something that must not happen has happened; every relay is open already. */
  readonly onFatal: (cause: unknown) => void
}

export interface Charger {
  start(): void
  /**
   * Opens the relays and ends every session with PowerLoss; resolves when the central system has been told, or after a
   * few seconds: what it was not told then is in the store, and goes out after the next start.
   */
  powerOff(): Promise<void>
  /** Opens the relays, closes devices and socket. The store stays the caller's. */
  stop(): Promise<void>
  /** Raises the socket to the central system and keeps it up; `disconnect` cuts it and leaves it cut. */
  connect(): void
  disconnect(): void
  /** A look at the present state, for tests and technicians. */
  readonly state: ChargerState
}

/** Puts a charger together from its parts. Throws a StoreError or StoredStateError when the store cannot be read. */
export function composeCharger(parts: ChargerParts): Charger {
  const { config, devices, store, clock, log, newId = randomUUID } = parts
  const settings = settingsOf(config, devices)
  const calendar = new Calendar(clock)
  const powerOff = Promise.withResolvers<void>()
  const performer = new Performer({
    devices,
    calendar,
    log,
    onReset: (type) => (type === 'PowerOff' ? powerOff.resolve() : parts.onReset(type)),
  })
  const loop = new Loop({
    initial: restore(settings, store.load()),
    store,
    clock,
    calendar,
    bootId: newId(),
    perform: (effect) => performer.perform(effect),
    openAllRelays: () => performer.openAllRelays(),
    onFatal: (cause) => {
      powerOff.resolve()
      parts.onFatal(cause)
    },
  })
  const post = (event: Event) => loop.post(event)
  const connection = new Connection({
    dial: parts.dial,
    clock,
    random: parts.random,
    newMessageId: newId,
    target: () => targetOf(config, loop.state),
    pingIntervalMs: () => integerOf(loop.state, 'WebSocketPingInterval') * 1000,
    desk: { ask: (call) => performer.ask(call) },
    onLink: (link, reason) => {
      log.info({ link, reason }, link === 'up' ? 'Central system connected' : 'Central system not connected')
      post({ kind: 'linkReported', link })
    },
    onProblem: (problem) => log.warn({ ...problem, cause: undefined }, problem.description),
    onFrame: (direction, text) => log.debug({ direction, bytes: text.length }, 'OCPP frame'),
  })
  performer.attach({ connection, post })
  return {
    start() {
      post({ kind: 'booted' })
      listen(devices, post)
      if (parts.storeProblem !== undefined) post({ kind: 'storeReported', message: parts.storeProblem })
      startDevices(devices)
      if (parts.connectAtStart !== false) connection.start()
    },
    powerOff() {
      post({ kind: 'powerOffRequested' })
      return powerOff.promise
    },
    async stop() {
      powerOff.resolve()
      performer.openAllRelays()
      loop.stop()
      connection.stop()
      await stopDevices(devices)
    },
    connect: () => connection.start(),
    disconnect: () => connection.stop(),
    get state() {
      return loop.state
    },
  }
}

function settingsOf(config: Omit<ChargerConfig, 'devices'>, devices: ChargerDevices): Settings {
  return {
    chargePointId: config.chargePointId,
    vendor: config.vendor,
    model: config.model,
    firmwareVersion,
    serialNumber: config.serialNumber ?? null,
    connectors: devices.meters.length,
    socketKind: devices.locks === undefined && config.socketKind === 'locking' ? 'plain' : config.socketKind,
    language: config.language,
    timeZone: config.timeZone,
    display: { columns: devices.display.columns, rows: devices.display.rows },
    metersRollOverAtWh: devices.meters.map(({ rollsOverAtWh }) => rollsOverAtWh),
    maxPowerW: config.maxPowerW,
    nominalVoltageV: config.nominalVoltageV,
    priceIdrPerKwh: config.priceIdrPerKwh ?? null,
    helpline: config.helpline ?? null,
    stopWhenFullS: config.stopWhenFullS,
    typicalPackWh: config.typicalPackWh,
    keyDefaults: checkKeyDefaults(config.keys).keyDefaults,
  }
}

function targetOf(config: Omit<ChargerConfig, 'devices'>, state: ChargerState) {
  const base = config.csmsUrl.endsWith('/') ? config.csmsUrl : `${config.csmsUrl}/`
  const key = textOf(state, 'AuthorizationKey')
  const password = key === '' ? config.password && Buffer.from(config.password) : passwordOf(key)
  return {
    url: `${base}${encodeURIComponent(config.chargePointId)}`,
    credentials: password === undefined || password === '' ? null : { user: config.chargePointId, password },
  }
}

/** What the devices see becomes events. */
function listen(devices: ChargerDevices, post: (event: Event) => void): void {
  devices.relays.listen({
    onContact: (connectorId, closed) => post({ kind: 'contactReported', connectorId, closed }),
    onPlug: (connectorId, plugged) => post({ kind: 'plugReported', connectorId, plugged }),
    onEmergencyStop: (pressed) => post({ kind: 'emergencyStopReported', pressed }),
    onFault: (fault) =>
      post({
        kind: 'deviceFaulted',
        device: { kind: 'board' },
        message: messageOf(fault),
      }),
  })
  for (const reader of devices.cardReaders)
    reader.listen({
      onCard: (idTag: IdTag, connectorIds) => post({ kind: 'cardPresented', idTag, connectorIds }),
      onFault: (fault) =>
        post({
          kind: 'deviceFaulted',
          device: { kind: 'reader' },
          message: messageOf(fault),
        }),
    })
  for (const [index, meter] of devices.meters.entries()) {
    const connectorId = index + 1
    meter.listen({
      onReading: (reading) => post({ kind: 'meterRead', connectorId, reading }),
      onFault: (fault) =>
        post({
          kind: 'deviceFaulted',
          device: { kind: 'meter', connectorId },
          message: messageOf(fault),
        }),
    })
  }
  devices.locks?.listen({
    onUnlocked: (connectorId, outcome) => post({ kind: 'unlockReported', connectorId, outcome }),
  })
  devices.sensors?.listen({
    onHazard: (hazard) => post({ kind: 'hazardReported', ...hazard }),
  })
}

function messageOf(fault: DeviceFault | undefined): string | null {
  return fault?.message ?? null
}

function everyDevice({ relays, cardReaders, meters, locks, sensors }: ChargerDevices) {
  return [relays, ...cardReaders, ...meters, locks, sensors].filter((device) => device !== undefined)
}

function startDevices(devices: ChargerDevices): void {
  for (const device of everyDevice(devices)) device.start()
}

async function stopDevices(devices: ChargerDevices): Promise<void> {
  await Promise.all(everyDevice(devices).map((device) => device.stop()))
}
