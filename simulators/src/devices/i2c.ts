/** A part on the I/O board's I2C bus. */
export interface I2cPart {
  /** Takes what the host wrote in one transfer. */
  write(bytes: readonly number[]): void
  read(register: number, count: number): number[]
  /** Power was lost: back to how it comes up. */
  reset(): void
}
