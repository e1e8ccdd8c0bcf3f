import type { Clock } from '@colok/shared/time'
import type { BytePort, OpenBytePort } from '../../devices/byte-port.ts'
import { MessageSplitter } from '../../devices/drivers/io-board-frames.ts'

/** Name and version of the sketch, as REPORT_FIRMWARE tells them (hardware/protocols/io-board.md §6). */
export const expectedFirmware = { name: 'colok-io', version: '2.2' }

export type FirmwareAnswer =
  | { readonly kind: 'firmware'; readonly name: string; readonly version: string }
  /** The port did not open. */
  | { readonly kind: 'noPort'; readonly reason: string }
  | { readonly kind: 'silent' }

const baudRate = 57_600
const reportFirmware = [0xf0, 0x79, 0xf7]
const askEveryMs = 500
/** Opening the port restarts the board, whose bootloader then waits for a second or two. */
const answerMs = 8_000

/** Asks a board what runs on it. Never rejects. */
export async function askFirmware(
  path: string,
  { openPort, clock }: { openPort: OpenBytePort; clock: Clock },
): Promise<FirmwareAnswer> {
  let port: BytePort
  try {
    port = await openPort({ path, baudRate })
  } catch (cause) {
    return { kind: 'noPort', reason: cause instanceof Error ? cause.message : String(cause) }
  }
  try {
    return await firstReport(port, clock)
  } finally {
    await port.close()
  }
}

function firstReport(port: BytePort, clock: Clock): Promise<FirmwareAnswer> {
  return new Promise((resolve) => {
    let cancelAsk = () => {}
    const finish = (answer: FirmwareAnswer) => {
      cancelAsk()
      cancelDeadline()
      resolve(answer)
    }
    const cancelDeadline = clock.after(answerMs, () => finish({ kind: 'silent' }))
    const ask = () => {
      port.write(Uint8Array.from(reportFirmware))
      cancelAsk = clock.after(askEveryMs, ask)
    }
    const splitter = new MessageSplitter({
      onMessage(message) {
        const report = parseReport(message)
        if (report) finish({ kind: 'firmware', ...report })
      },
      onDropped: () => {},
    })
    port.onData((bytes) => splitter.push(bytes))
    port.onClose((reason) => finish({ kind: 'noPort', reason }))
    ask()
  })
}

// F0 79 | major | minor | name, each character as two times 7 bits | F7
function parseReport(message: Uint8Array): { name: string; version: string } | undefined {
  const [start, command, major, minor] = message
  if (start !== 0xf0 || command !== 0x79 || major === undefined || minor === undefined) return undefined
  const pairs = message.subarray(4, -1)
  const name = Array.from({ length: pairs.length >> 1 }, (_, index) =>
    String.fromCharCode((pairs[2 * index] ?? 0) | ((pairs[2 * index + 1] ?? 0) << 7)),
  ).join('')
  return { name, version: `${major}.${minor}` }
}
