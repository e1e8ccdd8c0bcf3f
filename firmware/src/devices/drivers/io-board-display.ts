/// <reference path="./johnny-five.d.ts" />
import type { Cancel, Clock } from '@colok/shared/time'
import five, { type Board, type LCD } from 'johnny-five'
import type { Display } from '../contracts.ts'
import { CharacterScreen } from './character-screen.ts'

/** A display that a lost byte has garbled is whole again 10 s later at most, with the time that the writing takes. */
const resyncMs = 8_000
/** How much is handed to johnny-five in one go, so that it never holds up the loop for more than a fraction of a ms. */
const runLength = 8

/**
 * HD44780U datasheet p. 46: whatever the controller took last, and with whichever nibble, after 3, 3, 3, 2 it is in
 * 4-bit mode; then two lines, display on without a cursor, writing to the right, and no shift.
 */
const resyncInstructions = [0x33, 0x33, 0x32, 0x28, 0x0c, 0x06, 0x02]

export interface DisplaySize {
  readonly columns: 16 | 20
  readonly rows: 2 | 4
  readonly i2cAddress: number
}

/** The character display behind the I/O board's I2C bus, driven by johnny-five's LCD. */
export class IoBoardDisplay implements Display {
  readonly columns: 16 | 20
  readonly rows: 2 | 4
  readonly #i2cAddress: number
  readonly #clock: Clock
  readonly #link: { readonly board: Board | undefined; readonly isIdle: boolean }
  readonly #onResync: () => void
  readonly #screen: CharacterScreen
  #lcd: LCD | undefined
  #cancelResync: Cancel = () => {}

  constructor(options: {
    size: DisplaySize
    clock: Clock
    link: { readonly board: Board | undefined; readonly isIdle: boolean }
    /** Called with every resync, for the other parts of the bus. */
    onResync: () => void
  }) {
    const { size, clock, link, onResync } = options
    this.columns = size.columns
    this.rows = size.rows
    this.#i2cAddress = size.i2cAddress
    this.#clock = clock
    this.#link = link
    this.#onResync = onResync
    this.#screen = new CharacterScreen(size)
  }

  show(lines: readonly string[]): void {
    this.#screen.want(lines)
    this.pump()
  }

  /** Puts the display into a known state and writes all of it; then again and again, for bytes that were lost. */
  resync(): void {
    const { board } = this.#link
    if (!board) return
    this.#cancelResync()
    this.#cancelResync = this.#clock.after(resyncMs, () => this.resync())
    if (this.#lcd) for (const instruction of resyncInstructions) this.#lcd.command(instruction)
    else this.#lcd = this.#makeLcd(board)
    this.#screen.forget()
    this.#onResync()
    this.pump()
  }

  stop(): void {
    this.#cancelResync()
  }

  /** Sends the next of what differs when the line is free; to be called whenever it becomes so. */
  pump(): void {
    if (!this.#lcd || !this.#link.board || !this.#link.isIdle) return
    const run = this.#screen.takeRun(runLength)
    if (!run) return
    this.#lcd.cursor(run.row, run.column)
    for (const code of run.codes) this.#lcd.write(code)
  }

  #makeLcd(board: Board): LCD {
    return new five.LCD({
      board,
      controller: 'PCF8574',
      address: this.#i2cAddress,
      rows: this.rows,
      cols: this.columns,
    })
  }
}
