import type { Cancel, Clock } from '@colok/shared/time'
import type { Display } from '../contracts.ts'
import { CharacterScreen } from './character-screen.ts'

/** What a lost byte has garbled is whole again after this (hardware/protocols/io-board.md §6). */
const resyncMs = 8_000
/** PCF8574: P0 RS, P2 E, P3 backlight, P4 to P7 data. */
const registerSelect = 0x01
const enable = 0x04
const backlight = 0x08
/** HD44780U datasheet p. 46, as half bytes: 3, 3, 3, 2; then 4-bit mode, display on, writing to the right. */
const wakeNibbles = [0x3, 0x3, 0x3, 0x2]
const settings = [0x28, 0x0c, 0x06]
const setAddress = 0x80
/** 20 × 4 and 16 × 2 alike begin their rows here; the second pair goes on where the first ends. */
const rowAddresses = [0x00, 0x40, 0x14, 0x54]

/** An HD44780 behind a PCF8574 on the computer's own I2C bus. At 100 kHz a byte takes longer than the controller needs. */
export class DirectDisplay implements Display {
  readonly columns: 16 | 20
  readonly rows: 2 | 4
  readonly #address: number
  readonly #clock: Clock
  readonly #i2cWrite: (address: number, bytes: readonly number[]) => void
  readonly #screen: CharacterScreen
  #cancelResync: Cancel = () => {}

  constructor(options: {
    size: { columns: 16 | 20; rows: 2 | 4; i2cAddress: number }
    clock: Clock
    i2cWrite: (address: number, bytes: readonly number[]) => void
  }) {
    this.columns = options.size.columns
    this.rows = options.size.rows
    this.#address = options.size.i2cAddress
    this.#clock = options.clock
    this.#i2cWrite = options.i2cWrite
    this.#screen = new CharacterScreen(options.size)
  }

  show(lines: readonly string[]): void {
    this.#screen.want(lines)
    this.#send()
  }

  /** Initialises it and writes everything; then again and again, for bytes that were lost. */
  resync(): void {
    this.#cancelResync()
    this.#cancelResync = this.#clock.after(resyncMs, () => this.resync())
    this.#i2cWrite(
      this.#address,
      wakeNibbles.flatMap((nibble) => strobe(nibble, 0)),
    )
    this.#i2cWrite(
      this.#address,
      settings.flatMap((instruction) => bytesOf(instruction, 0)),
    )
    this.#screen.forget()
    this.#send()
  }

  stop(): void {
    this.#cancelResync()
  }

  #send(): void {
    for (let run = this.#screen.takeRun(this.columns); run; run = this.#screen.takeRun(this.columns)) {
      const start = setAddress | ((rowAddresses[run.row] ?? 0) + run.column)
      this.#i2cWrite(this.#address, [
        ...bytesOf(start, 0),
        ...run.codes.flatMap((code) => bytesOf(code, registerSelect)),
      ])
    }
  }
}

function bytesOf(value: number, select: number): number[] {
  return [...strobe(value >> 4, select), ...strobe(value & 0xf, select)]
}

/** A nibble is taken when E falls. */
function strobe(nibble: number, select: number): number[] {
  const byte = (nibble << 4) | backlight | select
  return [byte | enable, byte]
}
