/** CONTROL, STATE and MEASUREMENTS as the board takes and sends them (hardware/protocols/io-board.md §2, §3, §9). */

export const controlCommand = 0x01
const stateCommand = 0x02
const measurementsCommand = 0x03
const protocolVersion = 2
const program = 2

export interface Control {
  readonly seq: number
  readonly relays: number
  readonly letDoorGo: boolean
  readonly testLeakage: boolean
  readonly forget: number
}

export type ControlFrame =
  | { readonly kind: 'control'; readonly control: Control }
  | { readonly kind: 'otherVersion' | 'bad' }

// version | seq | relays | requests | forget | crc0 crc1 crc2
export function parseControl(data: readonly number[], sockets: number): ControlFrame {
  const body = data.slice(0, -3)
  const sum = checksum([controlCommand, ...body])
  if (data.length < 4 || sum.some((byte, index) => byte !== data.at(index - 3))) return { kind: 'bad' }
  const [version, seq, relays, requests, forget] = body
  if (version !== protocolVersion) return { kind: 'otherVersion' }
  const unknown = ~((1 << sockets) - 1)
  if (
    body.length !== 5 ||
    seq === undefined ||
    relays === undefined ||
    requests === undefined ||
    forget === undefined ||
    (relays & unknown) !== 0 ||
    (forget & unknown) !== 0 ||
    requests > 3
  )
    return { kind: 'bad' }
  const letDoorGo = (requests & 1) !== 0
  const testLeakage = (requests & 2) !== 0
  return { kind: 'control', control: { seq, relays, letDoorGo, testLeakage, forget } }
}

/** What a change of is told at once, in the order of the message; masks have bit n for connector n + 1. */
export interface Picture {
  readonly driven: number
  readonly blocked: number
  readonly contacts: number
  readonly plugs: number
  readonly weldedA: number
  readonly weldedB: number
  readonly hot: number
  /** 1 door open, 2 tampered, 4 solenoid on. */
  readonly inputs: number
  /** 0 running, 1 passed, 2 stuck, 3 no trip, 4 does not clear. */
  readonly test: number
  /** 1 emergency stop, 2 dead-man, 4 inputs unreadable, 8 leakage trip, 16 I2C write failed. */
  readonly flags: number
}

export function stateFrame(
  head: { readonly seq: number; readonly boots: number; readonly cause: number; readonly refused: number },
  picture: Picture,
): Uint8Array {
  const { driven, blocked, contacts, plugs, weldedA, weldedB, hot, inputs, test, flags } = picture
  return sysex([
    ...[stateCommand, protocolVersion, head.seq, head.boots, head.cause, program],
    ...[driven, blocked, contacts, plugs, weldedA, weldedB, hot, inputs, test, flags, head.refused],
  ])
}

/** `quarterMv[n]` is the voltage at connector n + 1 in 0.25 mV; `known` masks those that could be read. */
export function measurementsFrame(known: number, quarterMv: readonly number[]): Uint8Array {
  const pairs = quarterMv.flatMap((value) => [value & 0x7f, value >> 7])
  return sysex([measurementsCommand, protocolVersion, known, ...pairs])
}

function sysex(body: readonly number[]): Uint8Array {
  return Uint8Array.from([0xf0, ...body, ...checksum(body), 0xf7])
}

/** CRC-16/CCITT-FALSE as three bytes of 7, 7 and 2 bits. */
function checksum(bytes: readonly number[]): number[] {
  let crc = 0xffff
  for (const byte of bytes) {
    crc ^= byte << 8
    for (let bit = 0; bit < 8; bit++) crc = (crc & 0x8000 ? (crc << 1) ^ 0x1021 : crc << 1) & 0xffff
  }
  return [crc & 0x7f, (crc >> 7) & 0x7f, crc >> 14]
}
