import { openSerialPort } from '../devices/drivers/serial-port.ts'
import { systemClock } from '../runtime/system-clock.ts'
import { clearLock } from './clear-lock/clear-lock.ts'
import { commission } from './commission/commission.ts'
import { doctor } from './doctor/doctor.ts'
import { thisMachine } from './doctor/surroundings.ts'
import { flashBoard } from './flash/flash-board.ts'
import { deviceTreeSerial, provision } from './provision/provision.ts'
import { systemTerminal } from './terminal.ts'

/** Technicians' tools: each answers the exit status of the process. */
const tools = {
  doctor: (args: readonly string[]) =>
    doctor(args, { terminal: systemTerminal, clock: systemClock, machine: thisMachine }),
  'flash-board': (args: readonly string[]) =>
    flashBoard(args, { terminal: systemTerminal, clock: systemClock, openPort: openSerialPort }),
  'clear-lock': (args: readonly string[]) => clearLock(args, { terminal: systemTerminal }),
  commission: (args: readonly string[]) => commission(args, { terminal: systemTerminal, clock: systemClock }),
  provision: (args: readonly string[]) =>
    provision(args, { terminal: systemTerminal, fetchFrom: fetch, machineSerial: deviceTreeSerial }),
} as const

export type ToolName = keyof typeof tools

export function isTool(name: string | undefined): name is ToolName {
  return name !== undefined && Object.hasOwn(tools, name)
}

/** Runs a tool with the arguments behind its name. A failure that it does not know of is a bug: status 70. */
export async function runTool(name: ToolName, args: readonly string[]): Promise<number> {
  try {
    return await tools[name](args)
  } catch (cause) {
    systemTerminal.writeError(`A bug: ${cause instanceof Error ? (cause.stack ?? cause.message) : cause}\n`)
    return 70
  }
}
