import type { Clock } from '@colok/shared/time'
import type { ChargerDevices } from '../../devices/contracts.ts'
import type { Terminal } from '../terminal.ts'
import type { Check } from './check.ts'
import { type Observation, waitUntil } from './observe.ts'

/** Contacts follow their coil in some 10 ms, and the read-back in 200 (io-board.md §3). */
const switchMs = 1_000
/** How long a socket stays live: two readings of its meter. */
const liveMs = 2_500
const answerMs = 60_000
/** With nothing plugged in nothing may flow. */
const emptySocketMa = 50

/**
 * Makes one socket after the other live for a moment, each only after a technician has typed its name. Whatever
 * happens the relay is asked to open again; a socket that stays live is said so in capitals, and the first failure
 * ends it.
 */
export async function energiseSockets(parts: {
  devices: ChargerDevices
  seen: Observation
  clock: Clock
  terminal: Terminal
}): Promise<Check[]> {
  const { seen, terminal } = parts
  const reason = whyNot(seen)
  if (reason !== undefined)
    return [
      {
        device: 'Energise',
        verdict: 'fail',
        finding: `refused: ${reason}`,
        hint: 'No relay is closed before everything else is well.',
      },
    ]
  const checks: Check[] = []
  for (const index of seen.sockets.keys()) {
    const connectorId = index + 1
    const word = `ENERGISE ${connectorId}`
    const answer = await terminal.ask(
      `\nSocket ${connectorId} will be LIVE for ${liveMs / 1000} s. Nothing plugged in, nobody near it.\n` +
        `Type ${word} to go on, anything else to leave it out: `,
      answerMs,
    )
    const confirmed = answer?.trim() === word
    const check: Check = confirmed ? await energise(parts, connectorId) : leftOut(connectorId, word)
    checks.push(check)
    if (check.verdict === 'fail') break
  }
  return checks
}

function leftOut(connectorId: number, word: string): Check {
  return {
    device: `Energise ${connectorId}`,
    verdict: 'warn',
    finding: 'left out',
    hint: `Not confirmed with ${word}.`,
  }
}

/** What must be mended first, if anything. */
function whyNot({ board, sockets, meters }: Observation): string | undefined {
  if (board.fault) return board.fault.message
  if (!board.answers) return 'the I/O board does not answer'
  if (board.emergencyStop !== false) return 'the emergency stop is pressed'
  if (board.door === 'open') return 'the service door is open'
  if (board.leakageTest !== undefined && board.leakageTest !== 'passed')
    return 'the leakage module has not passed its test'
  if (board.hazards.size > 0) return 'the leakage module has tripped'
  const welded = sockets.findIndex((socket) => socket.welded.length > 0)
  if (welded >= 0) return `socket ${welded + 1} has a welded element`
  const live = sockets.findIndex(({ closed }) => closed !== false)
  if (live >= 0) return `socket ${live + 1} is not known to be open`
  const dead = meters.findIndex(({ readings, fault }) => readings.length === 0 || fault)
  if (dead >= 0) return `meter ${dead + 1} gives no reading`
  return undefined
}

async function energise(
  { devices, seen, clock }: { devices: ChargerDevices; seen: Observation; clock: Clock },
  connectorId: number,
): Promise<Check> {
  const device = `Energise ${connectorId}`
  const socket = seen.sockets[connectorId - 1]!
  const readings = seen.meters[connectorId - 1]!.readings
  const readBefore = readings.length
  devices.relays.request(connectorId, true)
  const closed = await waitUntil(clock, { isDone: () => socket.closed === true, timeoutMs: switchMs })
  if (closed)
    await waitUntil(clock, {
      isDone: () => socket.closed !== true || seen.board.fault !== undefined,
      timeoutMs: liveMs,
    })
  const stayed = socket.closed === true
  devices.relays.request(connectorId, false)
  const opened = await waitUntil(clock, { isDone: () => socket.closed === false, timeoutMs: switchMs })
  if (!opened)
    return {
      device,
      verdict: 'fail',
      finding: 'STILL LIVE one second after it was asked to open',
      hint: 'Cut the supply at the breaker now: a switching element is welded.',
    }
  if (!closed)
    return {
      device,
      verdict: 'fail',
      finding: 'no voltage behind the switching elements after it was asked to close',
      hint: 'Check the breaker, the coils’ supply, both elements and the sensing.',
    }
  if (!stayed)
    return {
      device,
      verdict: 'fail',
      finding: 'the board opened it again by itself',
      hint: 'Emergency stop, leakage or the dead-man: see the lines above, then try again.',
    }
  const currentMa = Math.max(0, ...readings.slice(readBefore).map((reading) => reading.currentMa))
  return currentMa > emptySocketMa
    ? {
        device,
        verdict: 'warn',
        finding: `closed and opened; ${currentMa} mA flowed`,
        hint: 'Something is plugged in, or something leaks behind the meter.',
      }
    : { device, verdict: 'ok', finding: 'closed and opened, read back both times' }
}
