import { type Clock, toIso } from '@colok/shared/time'
import { ConfigError } from '../../config.ts'
import type { OpenBytePort } from '../../devices/byte-port.ts'
import { openDevices } from '../../devices/catalogue.ts'
import type { ChargerDevices } from '../../devices/contracts.ts'
import { firmwareVersion } from '../../version.ts'
import { readConfig } from '../run.ts'
import type { Terminal } from '../terminal.ts'
import { parseToolArguments } from '../tool-arguments.ts'
import { cameraCheck } from './camera-check.ts'
import { cardChecks } from './cards.ts'
import { type Check, worstVerdict } from './check.ts'
import { energiseSockets } from './energise.ts'
import { everyDevice, observe, waitUntil } from './observe.ts'
import { checkLines, jsonReport, summaryLine } from './report.ts'
import { type Machine, surroundingsChecks } from './surroundings.ts'
import { deviceChecks } from './verdicts.ts'

const doctorUsage = `colok-charger doctor --config <file> [--json | --cards --energise]

Walks through every device and says of each how it is and what to do.
No relay is closed, unless with --energise, and then only after the
technician has typed the name of the socket.

  --json       the report for machines; nothing is asked
  --cards      ask for a card at each reader
  --energise   make each socket live for a moment, after a confirmation

Exit status: 0 all is well, 1 something is not, 2 wrong usage,
78 the configuration is wrong.
`

export interface DoctorParts {
  readonly terminal: Terminal
  readonly clock: Clock
  readonly machine: Machine
  readonly openPort?: OpenBytePort
}

/** A reader and a meter are asked anew each second; after so long one that is there has answered. */
const listenMs = 6_000
const silentLog = { info: () => {}, warn: () => {} }

/** Runs the tool and answers its exit status. */
export async function doctor(args: readonly string[], parts: DoctorParts): Promise<number> {
  const { terminal } = parts
  const options = parseToolArguments(args, {
    config: { type: 'string' },
    json: { type: 'boolean' },
    cards: { type: 'boolean' },
    energise: { type: 'boolean' },
  })
  if (options.kind === 'help') {
    terminal.write(doctorUsage)
    return 0
  }
  if (options.kind === 'wrong') return usageError(terminal, options.problem)
  const { config: configPath, json = false, cards = false, energise = false } = options.values
  if (configPath === undefined) return usageError(terminal, 'doctor needs --config <file>')
  if ((energise || cards) && (json || !terminal.interactive))
    return usageError(
      terminal,
      '--energise and --cards ask a technician at a terminal: not with --json, not in a script',
    )
  try {
    return await examine(readConfig(configPath), { ...parts, json, cards, energise })
  } catch (cause) {
    if (!(cause instanceof ConfigError) && !isFileError(cause)) throw cause
    terminal.writeError(`${cause.message}\n`)
    return 78
  }
}

async function examine(
  config: ReturnType<typeof readConfig>,
  parts: DoctorParts & { json: boolean; cards: boolean; energise: boolean },
): Promise<number> {
  const { terminal, clock, json } = parts
  const checks: Check[] = []
  const tell = (...found: Check[]) => {
    checks.push(...found)
    if (!json) for (const check of found) terminal.write(checkLines(check, terminal.colour))
  }
  const { chargePointId } = config
  if (!json) terminal.write(`colok-charger ${firmwareVersion}, ${chargePointId}\n\n`)
  tell(...(await surroundingsChecks(config, parts.machine, clock)))
  const devices = openDevices(config.devices, {
    clock,
    log: silentLog,
    ...(parts.openPort && { openPort: parts.openPort }),
  })
  const seen = observe(devices)
  try {
    for (const device of everyDevice(devices)) device.start()
    showTestPicture(devices)
    await waitUntil(clock, {
      isDone: () =>
        (seen.board.answers || seen.board.fault !== undefined) &&
        seen.cardReaders.every(({ readyAs, fault }) => readyAs !== undefined || fault !== undefined) &&
        seen.meters.every(({ readings, fault }) => readings.length > 0 || fault !== undefined),
      timeoutMs: listenMs,
    })
    tell(...deviceChecks(config.devices, seen, toIso(clock.wallMs()).slice(0, 10)))
    if (devices.camera) tell(await cameraCheck(devices.camera))
    if (seen.board.answers) tell(...pictureChecks(devices))
    if (parts.cards) tell(...(await cardChecks(config.devices, { seen, clock, terminal })))
    if (parts.energise) tell(...(await energiseSockets({ devices, seen, clock, terminal })))
  } finally {
    await Promise.all(everyDevice(devices).map((device) => device.stop()))
  }
  if (json)
    terminal.write(jsonReport({ firmwareVersion, chargePointId, checkedAt: toIso(clock.wallMs()), checks }))
  else terminal.write(summaryLine(checks))
  return worstVerdict(checks) === 'fail' ? 1 : 0
}

/** Something to look at while the devices answer: every row of the display, every light white. */
function showTestPicture({ display, lights, meters }: ChargerDevices): void {
  display.show(['Colok doctor', 'ABCDEFGHIJKLMNOPQRST', '0123456789', 'Rp kWh V A W'].slice(0, display.rows))
  for (const index of meters.keys()) lights.set(index + 1, { colour: 'white', blinking: false })
}

function pictureChecks({ display, meters }: ChargerDevices): Check[] {
  return [
    {
      device: 'Display',
      verdict: 'look',
      finding: `${display.rows} rows were written`,
      hint: '"Colok doctor" stands on the first row? If not: contrast screw, I2C address, cable.',
    },
    {
      device: 'Lights',
      verdict: 'look',
      finding: `${meters.length === 1 ? 'one was' : `${meters.length} were`} set to white`,
      hint: 'White, not tinted? Else a colour of that light is wired wrongly.',
    },
  ]
}

function usageError(terminal: Terminal, problem: string): number {
  terminal.writeError(`${problem}\n\n${doctorUsage}`)
  return 2
}

function isFileError(cause: unknown): cause is Error {
  return cause instanceof Error && 'code' in cause && (cause.code === 'ENOENT' || cause.code === 'EACCES')
}
