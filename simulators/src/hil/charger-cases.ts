import { cyclesPerMs } from '../avr/wired-board.ts'
import type { LoadModel } from '../devices/post.ts'
import type { Measurement, SafetyCase } from './measurement.ts'
import { type PostBoard, VirtualCharger } from './virtual-charger.ts'

/** A case that takes the whole charger: its core decides, or the board does and the core must not undo it. */
export interface ChargerCase extends SafetyCase {
  readonly load?: LoadModel
  /** The socket that must open; the first without it. */
  readonly connectorId?: 1 | 2
  readonly config?: Record<string, unknown>
  /** Breaks the thing; the socket's time counts from when it returns. */
  readonly strike: (charger: VirtualCharger) => void | Promise<void>
  /** What must hold once the socket is dead; throws when it does not. */
  readonly afterwards?: (charger: VirtualCharger) => Promise<void>
}

/** Nothing closes a socket that was opened for good, however often one taps. */
async function staysDead(charger: VirtualCharger): Promise<void> {
  for (let taps = 0; taps < 3; taps++) {
    charger.tap()
    await charger.clock.advance(5_000)
    if (charger.isLive()) throw new Error('the socket is live again')
  }
}

function heater(powerW: number, powerFactor = 1): LoadModel {
  return { drawW: () => powerW, powerFactor: () => powerFactor, absorb: () => {} }
}

/** What the mains of a post are unless a case says otherwise. */
const mainsV = 220

export const chargerCases: readonly ChargerCase[] = [
  {
    requirement: 'S2',
    fault: 'leakage, until the socket is dead',
    limitMs: 60,
    strike: async ({ clock, post }) => {
      await clock.advance(5_000)
      post.setLeakage(true)
    },
    afterwards: staysDead,
  },
  {
    requirement: 'S3',
    fault: 'leakage 1 s after closing',
    limitMs: 60,
    strike: async ({ clock, post }) => {
      await clock.advance(1_000)
      post.setLeakage(true)
    },
    afterwards: async (charger) => {
      charger.post.setLeakage(false)
      await charger.clock.advance(5_000)
      await staysDead(charger)
    },
  },
  {
    requirement: 'S4',
    fault: 'stopped with one element welded',
    limitMs: 1_000,
    strike: async (charger) => {
      await charger.clock.advance(5_000)
      charger.post.faults.board.weldedA.add(1)
      charger.tap()
    },
    afterwards: staysDead,
  },
  {
    requirement: 'S6',
    fault: 'the session’s own card',
    limitMs: 1_000,
    strike: async (charger) => {
      await charger.clock.advance(5_000)
      charger.tap()
    },
  },
  {
    requirement: 'S7',
    fault: '10.5 A',
    limitMs: 33_000,
    load: heater(10.5 * mainsV),
    strike: () => {},
    afterwards: staysDead,
  },
  {
    requirement: 'S7',
    fault: '13 A',
    limitMs: 4_000,
    load: heater(13 * mainsV),
    strike: () => {},
    afterwards: staysDead,
  },
  {
    requirement: 'S7',
    fault: '1,200 W at power factor 0.55, 185 V',
    limitMs: 33_000,
    load: heater(1_200, 0.55),
    strike: ({ post }) => post.setMainsVoltage(185_000),
  },
  {
    requirement: 'S8',
    fault: 'terminals of 69 °C: the session waits',
    limitMs: 3_000,
    strike: ({ post }) => post.setTemperature(1, 69),
  },
  {
    requirement: 'S8',
    fault: 'terminals of 75 °C: the board opens',
    limitMs: 3_000,
    strike: ({ post }) => post.setTemperature(1, 75),
  },
  {
    requirement: 'S9',
    fault: 'a charging profile of 0 W',
    limitMs: 2_500,
    strike: (charger) =>
      charger.ask('SetChargingProfile', {
        connectorId: 1,
        csChargingProfiles: {
          chargingProfileId: 1,
          stackLevel: 1,
          chargingProfilePurpose: 'TxDefaultProfile',
          chargingProfileKind: 'Relative',
          chargingSchedule: {
            chargingRateUnit: 'W',
            chargingSchedulePeriod: [{ startPeriod: 0, limit: 0 }],
          },
        },
      }),
  },
  {
    requirement: 'S10',
    fault: 'the board’s cable, and the core told',
    limitMs: 2_100,
    strike: ({ post }) => void (post.faults.board.unplugged = true),
  },
  {
    requirement: 'S15',
    fault: 'the meter falls silent',
    limitMs: 7_500,
    strike: ({ post }) => void (post.faults.meters[0]!.silent = true),
    afterwards: staysDead,
  },
  {
    requirement: 'S15',
    fault: 'the meter’s checksums are wrong',
    limitMs: 7_500,
    strike: ({ post }) => void (post.faults.meters[0]!.badChecksum = true),
  },
  {
    requirement: 'S15',
    fault: 'the meter’s register jumps and stays',
    limitMs: 4_500,
    strike: ({ post }) => void (post.faults.meters[0]!.energyJumpWh = 5_000),
  },
  {
    requirement: 'S17',
    fault: 'mains of 170 V',
    limitMs: 8_000,
    strike: ({ post }) => post.setMainsVoltage(170_000),
  },
  {
    requirement: 'S19',
    fault: 'the emergency stop, by wire',
    limitMs: 30,
    strike: ({ post }) => post.setEmergencyStop(true),
    afterwards: async (charger) => {
      charger.post.setEmergencyStop(false)
      await charger.clock.advance(2_000)
      if (charger.isLive()) throw new Error('the socket is live again by itself')
    },
  },
  {
    requirement: 'S19',
    fault: 'the service door, by wire',
    limitMs: 30,
    strike: ({ post }) => post.setDoor(true),
    afterwards: staysDead,
  },
  {
    requirement: 'S23',
    fault: 'a second vehicle, 1,300 VA in all',
    limitMs: 8_000,
    connectorId: 2,
    config: { siteVa: 1_300 },
    load: heater(700, 0.6),
    strike: async (charger) => {
      await charger.clock.advance(15_000)
      charger.post.plug(2, heater(700, 0.6))
      await charger.clock.advance(6_000)
      charger.tap(2)
      for (let ms = 0; ms < 5_000 && !charger.isLive(2); ms += 5) await charger.clock.advance(5)
    },
  },
]

/** Runs a case in virtual time. Rejects when the charger does not even begin, or is not as it must be afterwards. */
export async function measureOnCharger(chargerCase: ChargerCase, board: PostBoard): Promise<Measurement> {
  const charger = await VirtualCharger.start(board, chargerCase.config)
  try {
    await charger.charge(chargerCase.load ?? heater(1_200))
    await chargerCase.strike(charger)
    const ms = await charger.msUntilDead(2 * chargerCase.limitMs, chargerCase.connectorId)
    if (ms === undefined) return { of: chargerCase, cycles: [] }
    await chargerCase.afterwards?.(charger)
    return { of: chargerCase, cycles: [ms * cyclesPerMs] }
  } finally {
    await charger.stop()
  }
}
