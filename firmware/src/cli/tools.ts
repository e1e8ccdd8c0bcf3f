import { systemClock } from '../runtime/system-clock.ts'
import { systemTerminal } from './terminal.ts'

type Tool = (args: readonly string[]) => Promise<number>

const surroundings = { terminal: systemTerminal, clock: systemClock }

/** Technicians' tools: each answers the exit status of the process. One is loaded when it is asked for. */
const tools = {
  'boot-check': async (args) => (await import('./boot-check/boot-check.ts')).bootCheck(args, surroundings),
  'clear-lock': async (args) => (await import('./clear-lock/clear-lock.ts')).clearLock(args, surroundings),
  commission: async (args) => (await import('./commission/commission.ts')).commission(args, surroundings),
  doctor: async (args) => {
    const { thisMachine } = await import('./doctor/surroundings.ts')
    return (await import('./doctor/doctor.ts')).doctor(args, { ...surroundings, machine: thisMachine })
  },
  'flash-board': async (args) => {
    const { openSerialPort } = await import('../devices/drivers/serial-port.ts')
    return (await import('./flash/flash-board.ts')).flashBoard(args, {
      ...surroundings,
      openPort: openSerialPort,
    })
  },
  'meter-key': async (args) => (await import('./meter-key/meter-key.ts')).meterKey(args, surroundings),
  provision: async (args) => {
    const { deviceTreeSerial, provision } = await import('./provision/provision.ts')
    return provision(args, { ...surroundings, fetchFrom: fetch, machineSerial: deviceTreeSerial })
  },
} as const satisfies Record<string, Tool>

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
