import type { IdTag } from '@colok/shared/ids'
import type { ChargePointErrorCode } from '@colok/shared/ocpp/types'
import type { ReadingSigner } from '../metering/contract.ts'

/**
 * What the charger needs from its hardware, with units. A driver (`drivers/<product>.ts`) or a fake stands behind
 * each contract. Drivers reconnect and re-initialise by themselves, for ever, and say what happens through listeners:
 * a fault is raised and cleared by the driver that sees it. No driver ever decides; the core does.
 */
export interface Device {
  /** Opens the port and begins to work. Resolves at once; a device that is not there yet is a `silent` fault. */
  start(): void
  /** Leaves the outputs safe (relays open) and closes the port. */
  stop(): Promise<void>
}

/** One thing that a driver has seen go wrong, until it clears it. */
export interface DeviceFault {
  readonly code: DeviceFaultCode
  /** What, which, and what next, for logs and the technician: "Meter 3 silent for 5,000 ms; relay opened." */
  readonly message: string
}

export type DeviceFaultCode = 'silent' | 'badData' | 'notResponding' | 'refused' | 'outOfRange'

/** Told of faults: `fault` when raised or changed, `undefined` when cleared. */
export type FaultListener = (fault: DeviceFault | undefined) => void

/**
 * The switching elements and safety inputs of all sockets. `closed` on request and `closed` by read-back are different
 * facts: silence from the board is a fault, never an assumption.
 */
export interface RelayBoard extends Device {
  /**
   * Asks for one socket's relay; returns at once. The board answers through `onContact`. The board opens every relay
   * by itself when the host has been silent for 2 s.
   */
  request(connectorId: number, closed: boolean): void
  listen(listener: {
    /** The board's read-back of the contact, on every change and after every request. */
    onContact(connectorId: number, closed: boolean): void
    /** The plug switch, debounced by the driver: 250 ms to be in, 25 ms to be out. */
    onPlug(connectorId: number, plugged: boolean): void
    /** `true` from the moment the emergency stop is pressed until it is reset by hand. */
    onEmergencyStop(pressed: boolean): void
    onFault: FaultListener
  }): void
}

export type LightColour = 'off' | 'blue' | 'green' | 'amber' | 'red' | 'violet' | 'white'

/** The light of each socket. Not part of the safety path. */
export interface Lights {
  set(connectorId: number, light: { colour: LightColour; blinking: boolean }): void
}

/** A character display. Redraws only what differs; recovers from a garbled controller by itself. */
export interface Display {
  readonly columns: 16 | 20
  readonly rows: 2 | 4
  /** Rows of text in the ASCII subset of the A00 glyph ROM; longer rows are cut, missing ones blank. */
  show(lines: readonly string[]): void
}

export interface CardReader extends Device {
  /**
   * Its cards say nothing but a number that anyone copies in seconds: never to be taken for staff, nor for money.
   * Absent where that is not so.
   */
  readonly cardsAreCopyable?: true
  listen(listener: {
    /**
     * Once for each presentation of a card; a held card does not repeat. A reader that serves some sockets only
     * says which; without `connectorIds` the card may start at any.
     */
    onCard(idTag: IdTag, connectorIds?: readonly number[]): void
    /** It answers and looks for cards; `what` it says that it is. A reader that only speaks of cards never says so. */
    onReady?(what: string): void
    onFault: FaultListener
  }): void
}

/** One reading. Integers; the register is the meter's own lifetime count, which may roll over. */
export interface MeterReading {
  readonly energyWh: number
  readonly powerW: number
  readonly voltageMv: number
  readonly currentMa: number
  readonly frequencyMhz: number
  /** 0 to 1000. */
  readonly powerFactorPermille: number
}

export interface Meter extends Device {
  /** The register's size in Wh: a PZEM-004T v3 goes from 9,999,990 back to 0. */
  readonly rollsOverAtWh: number
  /** What stands on it, where the configuration says so. */
  readonly serialNumber?: string | undefined
  /** Absent where it does not vouch for its readings by itself. */
  readonly signer?: ReadingSigner
  listen(listener: {
    /** About once a second while the meter answers. */
    onReading(reading: MeterReading): void
    onFault: FaultListener
  }): void
}

/**
 * Locks that hold a plug in its socket. A post of plain sockets has none: leave `ChargerDevices.locks` out, and
 * UnlockConnector is answered NotSupported.
 */
export interface ConnectorLocks extends Device {
  /** Asks to release one plug; `onUnlocked` answers within a few seconds. */
  unlock(connectorId: number): void
  listen(listener: { onUnlocked(connectorId: number, outcome: 'unlocked' | 'failed'): void }): void
}

/**
 * Hazards that the sensors of a socket see: leakage, heat, a welded element, a failed lock. Each stays until its sensor
 * clears it. What a sensor cannot do is absent.
 */
export interface SafetySensors extends Device {
  listen(listener: {
    /** Connector 0 is the charger as a whole. */
    onHazard(hazard: {
      readonly connectorId: number
      readonly errorCode: HazardCode
      readonly present: boolean
      /** What, which, and what next, for logs and the technician. */
      readonly detail?: string
    }): void
    /** How the last test of the leakage module went; first when it is known, then on each change. */
    onLeakageTest?(result: LeakageTestResult): void
    /**
     * The elements of a socket that are welded; first when it is known, then on each change. A socket that has one stays
     * open until it is forgotten.
     */
    onWelded?(connectorId: number, elements: readonly SwitchingElement[]): void
    /** At the socket's terminals, about once a second, in tenths of a degree Celsius; `undefined` when it cannot be told. */
    onTemperature?(connectorId: number, temperatureDeciC: number | undefined): void
  }): void
  /**
   * Tests the leakage module: 1.2 s when it is well, 5 s at most. Begins only while every relay is open, and lets none
   * close until it has passed; `onLeakageTest` tells. It also runs by itself when the board starts.
   */
  testLeakage?(): void
  /** A technician has replaced or freed the welded elements of a socket; `onWelded` tells. */
  forgetWelded?(connectorId: number): void
}

/** `stuck`: tripped before the test; `noTrip`: the test did not trip it; `wontClear`: still tripped after the test. */
export type LeakageTestResult = 'running' | 'passed' | 'stuck' | 'noTrip' | 'wontClear'

/** The two switching elements of a socket, in series. */
export type SwitchingElement = 'A' | 'B'

/**
 * The service door with its solenoid, door switch and tamper switch. An open door opens every relay, by wire and by the
 * board; a relay that it opened stays open until it is asked for anew. It starts and stops with the board.
 */
export interface ServiceDoor {
  /**
   * Gives the solenoid current for 5 s; while it has any, nothing more happens. `onSolenoid` answers within 500 ms; while
   * the board is away it does not, and the door stays shut.
   */
  letGo(): void
  listen(listener: {
    /** First when it is known, then on each change; `unknown` while the board cannot read its inputs. */
    onDoor(state: 'open' | 'closed' | 'unknown'): void
    /** Something is wrong with the housing, or the tamper switch's wire is cut. */
    onTamper(tampered: boolean): void
    /** The solenoid has current, or no longer. */
    onSolenoid(on: boolean): void
  }): void
}

/** What looks at the service door. */
export interface Camera {
  /** One JPEG, within 10 s and at most 4 MB. Rejects with the reason when there is none. */
  takePhoto(): Promise<Uint8Array>
}

/** The ChargePointErrorCode values of OCPP 1.6 §7.6, but for NoError. */
export type HazardCode = Exclude<ChargePointErrorCode, 'NoError'>

/** All the devices of one charger. `meters[n]` belongs to connector n + 1. */
export interface ChargerDevices {
  readonly relays: RelayBoard
  readonly lights: Lights
  readonly display: Display
  readonly cardReaders: readonly CardReader[]
  readonly meters: readonly Meter[]
  readonly locks?: ConnectorLocks
  readonly sensors?: SafetySensors
  readonly door?: ServiceDoor
  readonly camera?: Camera
}
