/**
 * What an HD44780 shows and what it should show, so that only the difference is sent. Codes are those of the A00
 * character ROM, which is ASCII but for the backslash and the tilde.
 */
export class CharacterScreen {
  readonly #columns: number
  readonly #wanted: number[]
  /** `undefined` where nobody knows what the display shows. */
  readonly #shown: (number | undefined)[]

  constructor(size: { columns: number; rows: number }) {
    this.#columns = size.columns
    this.#wanted = new Array<number>(size.columns * size.rows).fill(0x20)
    this.#shown = new Array<number | undefined>(this.#wanted.length).fill(undefined)
  }

  /** Longer rows are cut, missing ones blank. */
  want(lines: readonly string[]): void {
    const rows = lines.map(romCodes)
    for (let place = 0; place < this.#wanted.length; place++) {
      const row = rows[Math.floor(place / this.#columns)]
      this.#wanted[place] = row?.[place % this.#columns] ?? 0x20
    }
  }

  /** After a reset of the display all has to be written anew. */
  forget(): void {
    this.#shown.fill(undefined)
  }

  /** The next stretch of one row that differs, at most `longest` characters; it then counts as shown. */
  takeRun(longest: number): { row: number; column: number; codes: number[] } | undefined {
    const start = this.#wanted.findIndex((code, place) => code !== this.#shown[place])
    if (start < 0) return undefined
    const row = Math.floor(start / this.#columns)
    const rowEnd = (row + 1) * this.#columns
    let end = start
    while (end < rowEnd && end - start < longest && this.#wanted[end] !== this.#shown[end]) end++
    const codes = this.#wanted.slice(start, end)
    for (const [index, code] of codes.entries()) this.#shown[start + index] = code
    return { row, column: start % this.#columns, codes }
  }
}

const unknownGlyph = 0x3f

/** Accents are dropped, since the ROM has none; what is left and not in it becomes a question mark. */
function romCodes(line: string): number[] {
  return [...line.normalize('NFD').replace(/\p{Mark}/gu, '')].map((character) => {
    const code = character.codePointAt(0) ?? unknownGlyph
    return code >= 0x20 && code <= 0x7d && code !== 0x5c ? code : unknownGlyph
  })
}
