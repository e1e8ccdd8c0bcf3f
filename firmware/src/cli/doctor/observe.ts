import type { Clock } from '@colok/shared/time'
import type {
  ChargerDevices,
  DeviceFault,
  HazardCode,
  LeakageTestResult,
  MeterReading,
  SwitchingElement,
} from '../../devices/contracts.ts'

/** What the devices have told within the time that the doctor gave them. */
export interface Observation {
  readonly board: {
    /** It has told of at least one contact. */
    answers: boolean
    fault: DeviceFault | undefined
    emergencyStop: boolean | undefined
    readonly hazards: Set<HazardCode>
    /** `undefined` where the board has no such test, or has not told. */
    leakageTest: LeakageTestResult | undefined
    door: 'open' | 'closed' | 'unknown' | undefined
    tampered: boolean | undefined
  }
  /** `sockets[n]` is connector n + 1. */
  readonly sockets: {
    closed: boolean | undefined
    plugged: boolean | undefined
    welded: readonly SwitchingElement[]
    temperatureDeciC: number | undefined
  }[]
  readonly cardReaders: {
    readyAs: string | undefined
    readonly cards: string[]
    fault: DeviceFault | undefined
  }[]
  readonly meters: { readings: MeterReading[]; fault: DeviceFault | undefined }[]
}

/** Listens to all devices; the observation goes on changing until they are stopped. Starts nothing. */
export function observe(devices: ChargerDevices): Observation {
  const seen: Observation = {
    board: {
      answers: false,
      fault: undefined,
      emergencyStop: undefined,
      hazards: new Set(),
      leakageTest: undefined,
      door: undefined,
      tampered: undefined,
    },
    sockets: devices.meters.map(() => ({
      closed: undefined,
      plugged: undefined,
      welded: [],
      temperatureDeciC: undefined,
    })),
    cardReaders: devices.cardReaders.map(() => ({ readyAs: undefined, cards: [], fault: undefined })),
    meters: devices.meters.map(() => ({ readings: [], fault: undefined })),
  }
  devices.relays.listen({
    onContact(connectorId, closed) {
      seen.board.answers = true
      const socket = seen.sockets[connectorId - 1]
      if (socket) socket.closed = closed
    },
    onPlug(connectorId, plugged) {
      const socket = seen.sockets[connectorId - 1]
      if (socket) socket.plugged = plugged
    },
    onEmergencyStop(pressed) {
      seen.board.emergencyStop = pressed
    },
    onFault(fault) {
      seen.board.fault = fault
    },
  })
  observeSafety(devices, seen)
  for (const [index, reader] of devices.cardReaders.entries()) {
    const found = seen.cardReaders[index]!
    reader.listen({
      onCard: (idTag) => found.cards.push(idTag),
      onReady(what) {
        found.readyAs = what
      },
      onFault(fault) {
        found.fault = fault
      },
    })
  }
  for (const [index, meter] of devices.meters.entries()) {
    const found = seen.meters[index]!
    meter.listen({
      onReading: (reading) => found.readings.push(reading),
      onFault(fault) {
        found.fault = fault
      },
    })
  }
  return seen
}

function observeSafety({ sensors, door }: ChargerDevices, { board, sockets }: Observation): void {
  sensors?.listen({
    onHazard({ errorCode, present }) {
      if (present) board.hazards.add(errorCode)
      else board.hazards.delete(errorCode)
    },
    onLeakageTest(result) {
      board.leakageTest = result
    },
    onWelded(connectorId, elements) {
      const socket = sockets[connectorId - 1]
      if (socket) socket.welded = elements
    },
    onTemperature(connectorId, temperatureDeciC) {
      const socket = sockets[connectorId - 1]
      if (socket) socket.temperatureDeciC = temperatureDeciC
    },
  })
  door?.listen({
    onDoor(state) {
      board.door = state
    },
    onTamper(tampered) {
      board.tampered = tampered
    },
    onSolenoid: () => {},
  })
}

/** Resolves as soon as `isDone` says so, looked at ten times a second, and at the latest after `timeoutMs`. */
export async function waitUntil(
  clock: Clock,
  { isDone, timeoutMs }: { isDone: () => boolean; timeoutMs: number },
): Promise<boolean> {
  const endMs = clock.monotonicMs() + timeoutMs
  while (!isDone()) {
    if (clock.monotonicMs() >= endMs) return false
    await new Promise<void>((resolve) => clock.after(lookEveryMs, resolve))
  }
  return true
}

const lookEveryMs = 100

export function everyDevice({ relays, cardReaders, meters, locks, sensors }: ChargerDevices) {
  return [relays, ...cardReaders, ...meters, locks, sensors].filter((device) => device !== undefined)
}
