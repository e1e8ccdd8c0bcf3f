import { accessSync, constants, existsSync, mkdirSync, statfsSync } from 'node:fs'
import { connect } from 'node:net'
import type { Clock } from '@colok/shared/time'
import type { ChargerConfig } from '../../config.ts'
import type { Check } from './check.ts'

/** What the doctor asks of the computer around the devices. */
export interface Machine {
  exists(path: string): boolean
  /** Makes the folder if need be. Free bytes on its disk; throws when it cannot be written. */
  freeBytes(folder: string): number
  /** Resolves once a TCP connection stands. Rejects with the reason, at the latest after `timeoutMs`. */
  reach(address: { host: string; port: number }, timeoutMs: number): Promise<void>
}

/** The journal and a year of logs fit many times over; below this a start of a session may be refused. */
const enoughBytes = 200_000_000
const reachMs = 5_000
/** A clock before this has never been set. */
const firstPlausibleMs = Date.parse('2026-01-01T00:00:00Z')

export async function surroundingsChecks(
  config: Omit<ChargerConfig, 'devices'>,
  machine: Machine,
  clock: Clock,
): Promise<Check[]> {
  return [
    dataFolderCheck(config.dataDir, machine),
    clockCheck(machine, clock),
    watchdogCheck(machine),
    await centralSystemCheck(config.csmsUrl, machine),
  ]
}

function dataFolderCheck(folder: string, machine: Machine): Check {
  const device = 'Data folder'
  try {
    const free = machine.freeBytes(folder)
    const finding = `${folder}, ${Math.floor(free / 1_000_000)} MB free`
    return free < enoughBytes
      ? { device, verdict: 'warn', finding, hint: 'Make room: without a record no session starts.' }
      : { device, verdict: 'ok', finding }
  } catch (cause) {
    return {
      device,
      verdict: 'fail',
      finding: `${folder}: ${messageOf(cause)}`,
      hint: 'It has to exist and to belong to the user that runs the charger.',
    }
  }
}

function clockCheck(machine: Machine, clock: Clock): Check {
  const device = 'Clock'
  if (clock.wallMs() < firstPlausibleMs)
    return {
      device,
      verdict: 'fail',
      finding: 'the time was never set',
      hint: 'Check the DS3231 and its battery, or the network: times of sessions would be wrong.',
    }
  return machine.exists('/dev/rtc0')
    ? { device, verdict: 'ok', finding: 'set, and kept by a clock chip' }
    : {
        device,
        verdict: 'warn',
        finding: 'set, but no clock chip is there (/dev/rtc0)',
        hint: 'After a power cut without network the time would be wrong: fit a DS3231.',
      }
}

function watchdogCheck(machine: Machine): Check {
  const device = 'Watchdog'
  return machine.exists('/dev/watchdog')
    ? { device, verdict: 'ok', finding: '/dev/watchdog is there' }
    : {
        device,
        verdict: 'warn',
        finding: 'no hardware watchdog (/dev/watchdog)',
        hint: 'A computer that hangs would stay so; the board opens the relays all the same.',
      }
}

async function centralSystemCheck(csmsUrl: string, machine: Machine): Promise<Check> {
  const device = 'Central system'
  const { hostname, port, protocol } = new URL(csmsUrl)
  const address = {
    host: hostname.replace(/^\[(.*)\]$/, '$1'),
    port: port === '' ? (protocol === 'wss:' ? 443 : 80) : Number(port),
  }
  try {
    await machine.reach(address, reachMs)
    return protocol === 'wss:'
      ? { device, verdict: 'ok', finding: `${hostname} can be reached` }
      : {
          device,
          verdict: 'warn',
          finding: `${hostname} can be reached, but the line is not encrypted`,
          hint: 'Use a wss:// address outside a workshop.',
        }
  } catch (cause) {
    return {
      device,
      verdict: 'fail',
      finding: `${hostname} cannot be reached: ${messageOf(cause)}`,
      hint: 'Check the modem, its SIM and its aerial; known cards charge meanwhile.',
    }
  }
}

export const thisMachine: Machine = {
  exists: existsSync,
  freeBytes(folder) {
    mkdirSync(folder, { recursive: true })
    accessSync(folder, constants.W_OK)
    const { bavail, bsize } = statfsSync(folder)
    return bavail * bsize
  },
  reach: (address, timeoutMs) =>
    new Promise((resolve, reject) => {
      const socket = connect(address)
      socket.setTimeout(timeoutMs, () => socket.destroy(new Error(`no answer within ${timeoutMs} ms`)))
      socket.once('connect', () => {
        socket.destroy()
        resolve()
      })
      socket.once('error', reject)
    }),
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message || cause.name : String(cause)
}
