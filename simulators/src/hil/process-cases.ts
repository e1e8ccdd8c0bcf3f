import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { AvrBoard } from '../avr/avr-board.ts'
import { systemClock } from '../demo/system-clock.ts'
import { IoBoardLine } from '../devices/io-board-line.ts'
import { PtyLine } from '../devices/pty-line.ts'
import type { Measurement, SafetyCase } from './measurement.ts'

/** A case that takes a real process with the real drivers on a real serial port, and the machine code at its other end. */
export interface ProcessCase extends SafetyCase {
  readonly strike: (rig: { host: ChildProcess; line: IoBoardLine; board: AvrBoard }) => void
}

/** A busy machine starts processes slowly; the board's time does not run away meanwhile. */
const patienceMs = 60_000
const lookEveryMs = 20
const limitMs = 2_500
const relayHolder = fileURLToPath(new URL('./relay-holder.ts', import.meta.url))

export const processCases: readonly ProcessCase[] = [
  {
    requirement: 'S10',
    fault: 'the firmware is killed',
    limitMs,
    strike: ({ host }) => void host.kill('SIGKILL'),
  },
  {
    requirement: 'S10',
    fault: 'the firmware’s loop is frozen',
    limitMs,
    strike: ({ host }) => void host.kill('SIGSTOP'),
  },
  {
    requirement: 'S10',
    fault: 'the USB cable is pulled',
    limitMs,
    strike: ({ line }) => {
      line.unplugged = true
    },
  },
  { requirement: 'S10', fault: 'the board is frozen', limitMs, strike: ({ board }) => board.freeze() },
]

/**
 * Has a process close a relay, strikes, and counts the controller's cycles until the pins are let go of. Rejects when the
 * relay does not close or does not open at all.
 */
export async function measureWithProcess(processCase: ProcessCase): Promise<Measurement> {
  const line = new IoBoardLine({
    line: new PtyLine('board'),
    clock: systemClock,
    random: () => 0.5,
    onTraffic: () => {},
  })
  const board = new AvrBoard({ line, clock: systemClock, i2c: new Map(), onChange: () => {} })
  await line.start()
  board.setPowered(true)
  const host = spawn(process.execPath, [relayHolder, line.path], { stdio: ['ignore', 'ignore', 'inherit'] })
  try {
    await until(() => board.isContactClosed(1), 'the relay to close')
    const struckAt = board.cycles
    processCase.strike({ host, line, board })
    await until(() => board.coilsOffSince !== undefined, 'the relay to open')
    return { of: processCase, cycles: [board.coilsOffSince! - struckAt] }
  } finally {
    await end(host)
    board.setPowered(false)
    await line.stop()
  }
}

async function end(host: ChildProcess): Promise<void> {
  if (host.exitCode !== null || host.signalCode !== null) return
  const exited = once(host, 'exit')
  host.kill('SIGCONT')
  host.kill('SIGKILL')
  await exited
}

async function until(condition: () => boolean, what: string): Promise<void> {
  const deadlineMs = systemClock.monotonicMs() + patienceMs
  while (!condition()) {
    if (systemClock.monotonicMs() > deadlineMs) throw new Error(`waited ${patienceMs} ms in vain for ${what}`)
    await new Promise<void>((resolve) => systemClock.after(lookEveryMs, resolve))
  }
}
