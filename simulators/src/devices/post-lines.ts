import type { BytePort } from '@colok/firmware/devices/byte-port'
import type { Clock, Random } from '@colok/shared/time'
import { BusLine } from './bus-line.ts'
import type { DeviceLine } from './device-line.ts'
import { FaultyLine, type WireTap } from './faults.ts'
import { IoBoardLine } from './io-board-line.ts'
import { MemoryLine } from './memory-line.ts'
import { MeterLine } from './meter-slave.ts'
import { PtyLine } from './pty-line.ts'

export interface PostLinesOptions {
  sockets: number
  clock: Clock
  /** Behind pseudo-terminals, or in memory for `openPort`. */
  ptys: boolean
  /** All meters on one line, with the addresses 1, 2 …; else each on a line of its own, with address 1. */
  meterBus?: boolean
  /** What the noise on a line is made of; the same byte each time without it. */
  random?: Random
  /** Told of all bytes as they are on the wires: `board`, `card reader`, `meter 1` … */
  onBytes?: (wire: string, ...traffic: Parameters<WireTap>) => void
}

/** The serial lines of a post, each with its fault knobs. */
export class PostLines {
  readonly board: IoBoardLine
  readonly cardReader: FaultyLine
  /** `meters[n]` is the line of connector n + 1's meter, which may be the same cable as the others'. */
  readonly meters: MeterLine[]
  readonly #options: PostLinesOptions
  readonly #memoryLines: MemoryLine[] = []

  constructor(options: PostLinesOptions) {
    this.#options = options
    this.board = new IoBoardLine(this.#wire('board'))
    this.cardReader = new FaultyLine(this.#wire('card reader'))
    const bus = options.meterBus ? new BusLine(this.#line('meters')) : undefined
    this.meters = Array.from(
      { length: options.sockets },
      (_, index) => new MeterLine(this.#wire(`meter ${index + 1}`, bus?.join())),
    )
  }

  meterAddress(index: number): number {
    return this.#options.meterBus ? index + 1 : 1
  }

  /** Paths for the firmware's configuration, once started; in memory they are names for `open`. */
  get ports(): { board: string; cardReader: string; meters: string[]; meterAddresses: number[] } {
    return {
      board: this.board.path,
      cardReader: this.cardReader.path,
      meters: this.meters.map((line) => line.path),
      meterAddresses: this.meters.map((_, index) => this.meterAddress(index)),
    }
  }

  /** Opens the host's end of a line in memory. Rejects for a path that is none. */
  async open(path: string): Promise<BytePort> {
    const line = this.#memoryLines.find((candidate) => candidate.path === path)
    if (!line) throw new Error(`${path}: no such device`)
    return line.open()
  }

  async start(): Promise<void> {
    await Promise.all(this.#all().map((line) => line.start()))
  }

  async stop(): Promise<void> {
    await Promise.all(this.#all().map((line) => line.stop()))
  }

  #all(): FaultyLine[] {
    return [this.board, this.cardReader, ...this.meters]
  }

  #wire(name: string, line = this.#line(name)): ConstructorParameters<typeof FaultyLine>[0] {
    const { clock, random = () => 0.5, onBytes } = this.#options
    return { line, clock, random, onTraffic: (direction, bytes) => onBytes?.(name, direction, bytes) }
  }

  #line(name: string): DeviceLine {
    const lineName = name.replace(' ', '-')
    if (this.#options.ptys) return new PtyLine(lineName)
    const line = new MemoryLine(lineName)
    this.#memoryLines.push(line)
    return line
  }
}
