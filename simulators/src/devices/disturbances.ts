import type { Random } from '@colok/shared/time'
import type { DeviceFaults } from './faults.ts'
import type { VirtualPost } from './post.ts'

const healthyLine: DeviceFaults = {
  silent: false,
  badChecksum: false,
  dropByteEvery: 0,
  answerDelayMs: 0,
  noiseBytes: 0,
  unplugged: false,
}

/** One in three of them breaks something; the others mend it, if it is broken. */
const breaking = 0.3

/** Something that happens to a post at random: a line, a part of the board or the world around it breaks, or is mended. */
export function disturbPost(post: VirtualPost, random: Random): void {
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)]!
  const { board } = post.faults
  const line: DeviceFaults = pick([board, post.faults.cardReader, ...post.faults.meters])
  const connectorId = pick(post.snapshot().sockets).connectorId
  const on = random() < breaking
  const disturbances: readonly (() => void)[] = [
    () => post.setEmergencyStop(on),
    () => post.setLeakage(on),
    () => post.setDoor(on),
    () => post.setTampered(on),
    () => post.setTemperature(connectorId, on ? 40 + random() * 50 : 30),
    () => post.setPowered(!on),
    () => post.resetBoard(pick(['watchdog', 'brownOut', 'resetPin'])),
    () => void (line.silent = on),
    () => void (line.badChecksum = on),
    () => void (line.dropByteEvery = on ? 2 + Math.floor(random() * 40) : 0),
    () => void (line.answerDelayMs = on ? Math.floor(random() * 4_000) : 0),
    () => void (line.noiseBytes = on ? Math.floor(random() * 20) : 0),
    () => void (line.unplugged = on),
    () => void (board.i2cFailed = on),
    () => void (board.inputsFailed = on),
    () => void (board.leakageModule = on ? pick(['stuck', 'noTrip', 'wontClear']) : 'none'),
  ]
  pick(disturbances)()
}

/** Everything is well again; what is welded is replaced. */
export function healPost(post: VirtualPost): void {
  const { board, cardReader, meters } = post.faults
  for (const line of [board, cardReader, ...meters]) Object.assign(line, healthyLine)
  board.i2cFailed = board.inputsFailed = false
  board.leakageModule = 'none'
  board.weldedA.clear()
  board.weldedB.clear()
  post.setEmergencyStop(false)
  post.setLeakage(false)
  post.setDoor(false)
  post.setTampered(false)
  for (const { connectorId } of post.snapshot().sockets) post.setTemperature(connectorId, 30)
  post.setPowered(true)
}
