/** The part of johnny-five 2.1 that the I/O board's driver uses; its published types lack the address of an LCD. */
declare module 'johnny-five' {
  import type { Firmata } from 'firmata-io'

  interface Board {
    i2cConfig(options?: { delay?: number }): this
    i2cWrite(address: number, bytes: readonly number[]): this
    once(event: 'ready', listener: () => void): this
    on(event: 'error', listener: (error: Error) => void): this
  }

  interface LCD {
    /** One instruction or, with the DATA register, one character, as two nibbles. */
    command(instruction: number): this
    cursor(row: number, column: number): this
    write(code: number): this
  }

  const five: {
    Board: new (options: { io: Firmata; repl: false; debug: false; sigint: false }) => Board
    LCD: new (options: {
      board: Board
      controller: 'PCF8574'
      address: number
      rows: number
      cols: number
    }) => LCD
  }

  export type { Board, LCD }
  export default five
}
