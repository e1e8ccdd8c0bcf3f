import { BenchBoard, closingMs } from '../avr/bench-board.ts'
import { cyclesPerMs } from '../avr/wired-board.ts'
import type { Measurement, SafetyCase } from './measurement.ts'

/** A case that is run on the machine code alone, in its own time: the same to the cycle in every run. */
export interface BenchCase extends SafetyCase {
  /** A board whose relays are closed, or are about to be; with the relays 1 and 2 closed without it. */
  readonly prepare?: () => BenchBoard
  /** Breaks the thing. Returns the cycles until the last pin is let go of. */
  readonly measure: (bench: BenchBoard) => number
}

/** The fault comes at so many moments, spread over the board's millisecond and over the 10 ms in which it reads the door. */
const phases = 8
const phaseMs = 1.37

export const benchCases: readonly BenchCase[] = [
  {
    requirement: 'S19',
    fault: 'the emergency stop is pressed',
    limitMs: 3,
    measure: (bench) => {
      bench.board.setEmergencyStop(true)
      return bench.cyclesUntilOpen(100)
    },
  },
  {
    requirement: 'S2',
    fault: 'the leakage module trips',
    limitMs: 3,
    measure: (bench) => {
      bench.board.leakageModule.setLeaking(true)
      return bench.cyclesUntilOpen(100)
    },
  },
  {
    requirement: 'S19',
    fault: 'the service door is opened',
    limitMs: 20,
    measure: (bench) => {
      bench.board.setDoor(true)
      return bench.cyclesUntilOpen(100)
    },
  },
  {
    requirement: 'S10',
    fault: 'the host falls silent',
    limitMs: 2_002,
    measure: (bench) => {
      bench.control(1, 2)
      return bench.cyclesUntilOpen(3_000)
    },
  },
  {
    requirement: 'S10',
    fault: 'the program hangs',
    limitMs: 150,
    measure: (bench) => {
      bench.board.machine.hang()
      return bench.cyclesUntilOpen(3_000)
    },
  },
  {
    requirement: 'S10',
    fault: 'the timer stops',
    limitMs: 150,
    measure: (bench) => {
      bench.board.machine.stopTimer()
      return bench.cyclesUntilOpen(3_000)
    },
  },
  {
    requirement: 'S10',
    fault: 'the program counter flies off',
    limitMs: 150,
    measure: (bench) => {
      bench.board.machine.jump(0x3000)
      return bench.cyclesUntilOpen(3_000)
    },
  },
  {
    requirement: 'S10',
    fault: 'an interrupt that nobody asked for',
    limitMs: 1,
    measure: (bench) => {
      const watchdogVector = 0x0c
      bench.board.machine.jump(watchdogVector)
      return bench.cyclesUntilOpen(100)
    },
  },
  ...(['resetPin', 'brownOut', 'watchdog'] as const).map((cause) => ({
    requirement: 'S11',
    fault: { resetPin: 'a reset by its pin', brownOut: 'a brown-out', watchdog: 'the watchdog bites' }[cause],
    limitMs: 1,
    measure: (bench: BenchBoard) => {
      bench.board.machine.reset(cause)
      return bench.cyclesUntilOpen(100)
    },
  })),
  {
    requirement: 'S6',
    fault: 'CONTROL to open, from its last bit',
    limitMs: 1,
    measure: (bench) => {
      bench.control()
      return bench.cyclesUntilOpen(100)
    },
  },
  {
    requirement: 'S19',
    fault: 'the door’s I²C bus is stuck',
    limitMs: 120,
    measure: (bench) => {
      bench.board.faults.clocksUntilSdaIsFree = Number.POSITIVE_INFINITY
      return bench.cyclesUntilOpen(500)
    },
  },
  {
    requirement: 'S8',
    fault: 'terminals of 75 °C, the host alive',
    limitMs: 3_000,
    measure: (bench) => {
      const start = bench.cycles
      for (const terminals of bench.board.terminals) terminals.celsius = 75
      while (bench.board.coilsOffSince === undefined && bench.cycles - start < 4_000 * cyclesPerMs)
        bench.keepAlive(500, 1, 2)
      return (bench.board.coilsOffSince ?? bench.cycles) - start
    },
  },
  ...([0, 1] as const).map((element) => ({
    requirement: 'S4',
    fault: `element ${'AB'[element]} welded, from its voltage`,
    limitMs: 3,
    prepare: () => {
      const bench = BenchBoard.started()
      bench.board.sockets[0]!.elements[element].welded = true
      bench.board.update()
      bench.control()
      return bench
    },
    measure: (bench: BenchBoard) => {
      bench.control(1)
      bench.msUntil(() => bench.board.sockets[0]!.isLive, closingMs)
      return bench.cyclesUntilOpen(100)
    },
  })),
]

/** Runs a case at several moments of the board's own rhythm. */
export function measureOnBench(benchCase: BenchCase): Measurement {
  const cycles = Array.from({ length: phases }, (_, index) => {
    const bench = benchCase.prepare?.() ?? BenchBoard.closed(1, 2)
    bench.board.runMs(index * phaseMs)
    return Math.round(benchCase.measure(bench))
  })
  return { of: benchCase, cycles }
}
