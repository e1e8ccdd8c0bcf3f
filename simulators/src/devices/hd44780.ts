import type { I2cPart } from './i2c.ts'

const pin = {
  registerSelect: 0x01,
  readWrite: 0x02,
  enable: 0x04,
  backlight: 0x08,
}

/** First DDRAM address of each row (HD44780U datasheet, p. 10–12; rows 3 and 4 continue rows 1 and 2). */
const rowStarts = [0x00, 0x40, 0x14, 0x54]

/** The A00 character ROM where it differs from ASCII. */
const romA00: Readonly<Record<number, string>> = {
  92: '¥',
  126: '→',
  127: '←',
  255: '█',
}

/**
 * An HD44780 behind a PCF8574, as on the usual display modules: the expander's pins are wired to it in 4-bit mode
 * (P0 RS, P1 R/W, P2 E, P3 backlight, P4–P7 data), and it takes what is on them when E falls. It starts as after
 * power-on, in 8-bit mode; a nibble that is lost garbles what follows, as in the real part.
 */
export class Hd44780 implements I2cPart {
  backlight = false
  readonly #onChange: () => void
  readonly #rows: number
  readonly #columns: number
  readonly #ddram = new Uint8Array(0x80).fill(0x20)
  readonly #cgram = new Uint8Array(0x40)
  #pins = 0
  #fourBit = false
  #highNibble: number | undefined
  #address = 0
  #addressesCgram = false
  #step: 1 | -1 = 1
  #shiftsOnWrite = false
  #shift = 0
  #displayOn = false

  constructor(options: {
    rows: number
    columns: number
    onChange: () => void
  }) {
    this.#rows = options.rows
    this.#columns = options.columns
    this.#onChange = options.onChange
  }

  reset(): void {
    this.backlight = this.#fourBit = this.#displayOn = this.#shiftsOnWrite = false
    this.#pins = 0
    this.#highNibble = undefined
    this.#step = 1
    this.#ddram.fill(0x20)
    this.#home()
    this.#onChange()
  }

  /** What a person reads: one string a row, blank while the display is off. */
  text(): string[] {
    return Array.from({ length: this.#rows }, (_, row) =>
      Array.from({ length: this.#columns }, (_, column) => this.#glyph(row, column)).join(''),
    )
  }

  write(bytes: readonly number[]): void {
    for (const pins of bytes) {
      const falls = (this.#pins & pin.enable) !== 0 && (pins & pin.enable) === 0
      this.backlight = (pins & pin.backlight) !== 0
      if (falls && (this.#pins & pin.readWrite) === 0)
        this.#take(this.#pins >> 4, (this.#pins & pin.registerSelect) !== 0)
      this.#pins = pins
    }
    this.#onChange()
  }

  read(_register: number, count: number): number[] {
    return Array.from({ length: count }, () => this.#pins)
  }

  #take(nibble: number, isData: boolean): void {
    if (!this.#fourBit) {
      // Only D7–D4 are wired, so in 8-bit mode the low half of every instruction reads as 0.
      this.#execute(nibble << 4, isData)
    } else if (this.#highNibble === undefined) {
      this.#highNibble = nibble
    } else {
      const byte = (this.#highNibble << 4) | nibble
      this.#highNibble = undefined
      this.#execute(byte, isData)
    }
  }

  #execute(byte: number, isData: boolean): void {
    if (isData) this.#store(byte)
    else if (byte & 0x80) this.#moveTo(byte & 0x7f, false)
    else if (byte & 0x40) this.#moveTo(byte & 0x3f, true)
    else if (byte & 0x20) this.#setFunction(byte)
    else if (byte & 0x10) this.#shiftOrMove(byte)
    else if (byte & 0x08) this.#displayOn = (byte & 0x04) !== 0
    else if (byte & 0x04) {
      this.#step = byte & 0x02 ? 1 : -1
      this.#shiftsOnWrite = (byte & 0x01) !== 0
    } else if (byte & 0x02) this.#home()
    else if (byte & 0x01) {
      this.#ddram.fill(0x20)
      this.#step = 1
      this.#home()
    }
  }

  #setFunction(byte: number): void {
    this.#fourBit = (byte & 0x10) === 0
    this.#highNibble = undefined
  }

  #home(): void {
    this.#moveTo(0, false)
    this.#shift = 0
  }

  #moveTo(address: number, cgram: boolean): void {
    this.#address = address
    this.#addressesCgram = cgram
  }

  #shiftOrMove(byte: number): void {
    const direction = byte & 0x04 ? 1 : -1
    if (byte & 0x08) this.#shift -= direction
    else this.#advance(direction)
  }

  #store(byte: number): void {
    if (this.#addressesCgram) {
      this.#cgram[this.#address & 0x3f] = byte
      this.#address = (this.#address + this.#step) & 0x3f
      return
    }
    this.#ddram[this.#address] = byte
    this.#advance(this.#step)
    if (this.#shiftsOnWrite) this.#shift += this.#step
  }

  /** Two lines of 40 characters: after 0x27 comes 0x40, after 0x67 comes 0x00. */
  #advance(step: number): void {
    const next = (this.#address + step) & 0x7f
    if (next === 0x28) this.#address = 0x40
    else if (next === 0x68) this.#address = 0x00
    else if (next === 0x3f) this.#address = 0x27
    else if (next === 0x7f) this.#address = 0x67
    else this.#address = next
  }

  #glyph(row: number, column: number): string {
    if (!this.#displayOn) return ' '
    const start = rowStarts[row] ?? 0
    const line = start & 0x40
    const offset = ((((start & 0x3f) + column + this.#shift) % 40) + 40) % 40
    const code = this.#ddram[line + offset]!
    return romA00[code] ?? (code >= 0x20 && code < 0x7f ? String.fromCharCode(code) : '□')
  }
}
