import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import type { IdTag } from '@colok/shared/ids'
import type { RpcProblem } from '@colok/shared/ocpp/rpc'
import type { Clock, Random } from '@colok/shared/time'
import type { ChargerConfig } from './config.ts'
import { restore } from './core/boot.ts'
import { checkKeyDefaults, integerOf } from './core/configuration.ts'
import type { Event } from './core/events.ts'
import { isOnline } from './core/registration.ts'
import { keyInUse } from './core/security.ts'
import { addressUnder } from './core/security-profile.ts'
import { currentProfile } from './core/security-standing.ts'
import type { ChargerState, Settings } from './core/state.ts'
import type { ChargerDevices, DeviceFault } from './devices/contracts.ts'
import { sourcesOf } from './diagnostics/sources.ts'
import type { ReadingSigner } from './metering/contract.ts'
import { passwordOf } from './ocpp/authorization-key.ts'
import { Connection } from './ocpp/connection.ts'
import type { DialSocket } from './ocpp/socket.ts'
import { Calendar } from './runtime/calendar.ts'
import { DoorReporter } from './runtime/door-reporter.ts'
import type { ChargerLog } from './runtime/log.ts'
import { Loop } from './runtime/loop.ts'
import { Performer } from './runtime/performer.ts'
import { type ChargerDisk, Workshop } from './runtime/workshop.ts'
import type { Vault } from './security/vault.ts'
import type { Store } from './store/contract.ts'
import { firmwareVersion } from './version.ts'

export interface ChargerParts {
  readonly config: Omit<ChargerConfig, 'devices'>
  readonly devices: ChargerDevices
  readonly store: Store
  /** Without it this charger speaks of no keys and certificates, and TLS is as Node has it. */
  readonly vault?: Vault
  /** This charger's own key for meter readings; without it only meters may sign. */
  readonly chargerKey?: ReadingSigner
  /** Without it this charger has no logs to send and installs no firmware. */
  readonly disk?: ChargerDisk
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
  /**
   * A reset that the central system asked for: stop this charger and start one anew on the same store; `Restart` is for
   * a new firmware, so start the whole process anew.
   */
  readonly onReset: (type: 'Hard' | 'Soft' | 'Restart') => void
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
  const signers = signersOf(parts)
  const settings = { ...settingsOf(config, devices), ...signingOf(config, signers) }
  const calendar = new Calendar(clock)
  const powerOff = Promise.withResolvers<void>()
  const performer = new Performer({
    devices,
    calendar,
    log,
    signers,
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
    target: () => targetOf(config, loop.state, parts.vault),
    pingIntervalMs: () => integerOf(loop.state, 'WebSocketPingInterval') * 1000,
    desk: { ask: (call) => performer.ask(call) },
    onLink: (link, change) => {
      log.info({ link, ...change }, `Central system ${link === 'up' ? '' : 'not '}connected`)
      post({ kind: 'linkReported', link, ...change })
    },
    onProblem: (problem) => {
      log.warn({ ...problem, cause: undefined }, problem.description)
      if (isInvalidMessage(problem))
        post({ kind: 'securityNoticed', type: 'InvalidMessages', techInfo: problem.description })
    },
    onFrame: (direction, text) => log.debug({ direction, bytes: text.length }, 'OCPP frame'),
  })
  const workshop = new Workshop({
    chargePointId: config.chargePointId,
    clock,
    now: () => loop.now(),
    log,
    vault: parts.vault,
    disk: parts.disk,
    sources: sourcesOf(parts, () => loop.state),
    profile: () => currentProfile(loop.state),
    isIdle: () =>
      loop.state.connectors.every(
        ({ activity }) => activity.kind === 'idle' || activity.kind === 'finishing',
      ),
    answer: (callId, answer) => performer.answer(callId, answer),
    post,
  })
  const doorReporter =
    parts.disk &&
    new DoorReporter({
      folder: join(parts.disk.folder, 'door'),
      clock,
      now: () => loop.now(),
      newId: randomUUID,
      camera: devices.camera,
      transfer: parts.disk.transfer,
      isOnline: () => isOnline(loop.state),
      call: (request) => connection.call('DataTransfer', request),
      log,
    })
  performer.attach({ connection, workshop, doorReporter, post })
  return {
    start() {
      post({ kind: 'booted' })
      workshop.start()
      doorReporter?.start()
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
      await Promise.all([stopDevices(devices), workshop.stop(), doorReporter?.stop()])
    },
    connect: () => connection.start(),
    disconnect: () => connection.stop(),
    get state() {
      return loop.state
    },
  }
}

/** By connector; undefined where nobody signs. */
function signersOf({ config, devices, chargerKey, log }: ChargerParts): (ReadingSigner | undefined)[] {
  return devices.meters.map(({ signer }, index) => {
    if (config.meterSignature === 'charger') return chargerKey
    if (config.meterSignature === 'none') return undefined
    if (signer === undefined)
      log.error({ connectorId: index + 1 }, 'meterSignature is "meter", and this meter does not sign')
    return signer
  })
}

type Signing = 'signing' | 'meterKeys'

function signingOf(
  { meterSignature }: Omit<ChargerConfig, 'devices'>,
  signers: readonly (ReadingSigner | undefined)[],
): Pick<Settings, Signing> {
  const isMeters = meterSignature === 'meter'
  const ofEach = signers.flatMap((signer, index) =>
    signer === undefined
      ? []
      : [
          {
            connectorId: isMeters ? index + 1 : 0,
            keyId: signer.publicKey.keyId,
            publicKey: signer.publicKey.spki,
          },
        ],
  )
  return {
    signing: signers.map((signer) => (signer === undefined ? 'none' : isMeters ? 'atOnce' : 'whenDated')),
    meterKeys: isMeters ? ofEach : ofEach.slice(0, 1),
  }
}

function settingsOf(
  config: Omit<ChargerConfig, 'devices'>,
  devices: ChargerDevices,
): Omit<Settings, Signing> {
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
    meterSerials: devices.meters.map(({ serialNumber }) => serialNumber ?? ''),
    maxPowerW: config.maxPowerW,
    maxCurrentMa: config.maxCurrentMa,
    siteVa: config.siteVa ?? null,
    nominalVoltageV: config.nominalVoltageV,
    priceIdrPerKwh: config.priceIdrPerKwh ?? null,
    hasPassword: config.password !== undefined,
    serviceGroup: config.serviceGroup.toUpperCase(),
    serviceCards: config.serviceCards.map((card) => card.toUpperCase()),
    mobileDataMbPerMonth: config.mobileDataMbPerMonth,
    boardKnowsWelds: devices.sensors?.forgetWelded !== undefined,
    helpline: config.helpline ?? null,
    stopWhenFullS: config.stopWhenFullS,
    typicalPackWh: config.typicalPackWh,
    keyDefaults: { SecurityProfile: profileAtFirst(config), ...checkKeyDefaults(config.keys).keyDefaults },
  }
}

/** What breaks the protocol, as a confused or hostile peer does; a call that this charger just does not have does not. */
function isInvalidMessage(problem: RpcProblem): boolean {
  return problem.kind === 'badFrame' || (problem.kind === 'refusedCall' && problem.code.endsWith('Violation'))
}

/** What the configuration file amounts to where it does not name a SecurityProfile. */
function profileAtFirst({ csmsUrl, password }: Omit<ChargerConfig, 'devices'>): string {
  if (/^wss:/i.test(csmsUrl)) return '2'
  return password === undefined ? '0' : '1'
}

function targetOf(config: Omit<ChargerConfig, 'devices'>, state: ChargerState, vault: Vault | undefined) {
  const profile = currentProfile(state)
  const base = config.csmsUrl.endsWith('/') ? config.csmsUrl : `${config.csmsUrl}/`
  const key = keyInUse(state)
  const password = key === '' ? config.password && Buffer.from(config.password) : passwordOf(key)
  return {
    url: addressUnder(profile, `${base}${encodeURIComponent(config.chargePointId)}`),
    ...(vault === undefined ? {} : { tls: vault.tls(profile) }),
    // Profile 3 is known by its certificate alone.
    credentials:
      password === undefined || password === '' || profile === 3
        ? null
        : { user: config.chargePointId, password },
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
      onCard: (idTag: IdTag, connectorIds) =>
        post({
          kind: 'cardPresented',
          idTag,
          connectorIds,
          ...(reader.cardsAreCopyable === true ? { copyable: true } : {}),
        }),
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
    onLeakageTest: (result) => post({ kind: 'leakageTested', result }),
    onWelded: (connectorId, elements) => post({ kind: 'weldedReported', connectorId, elements }),
    onTemperature: (connectorId, deciC) =>
      post({ kind: 'temperatureReported', connectorId, deciC: deciC ?? null }),
  })
  devices.door?.listen({
    onDoor: (door) => post({ kind: 'doorReported', door }),
    onTamper: (tampered) => post({ kind: 'tamperReported', tampered }),
    onSolenoid: () => {},
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
