/** An I2C bus of the computer's own. */
export interface I2c {
  /** Rejects with the library's error when nothing acknowledges. */
  write(address: number, bytes: readonly number[]): Promise<void>
  close(): Promise<void>
}

/** Opens `/dev/i2c-<bus>`. Rejects with an Error that says what is missing and how to get it. */
export type OpenI2c = (bus: number) => Promise<I2c>

/** What we use of `i2c-bus` 5. */
interface I2cBusLibrary {
  openPromisified(bus: number): Promise<{
    i2cWrite(address: number, length: number, bytes: Buffer): Promise<unknown>
    close(): Promise<void>
  }>
}

/** Compiled on the machine, so not among our dependencies (see linux-gpio.ts). */
const libraryName: string = 'i2c-bus'

export const openI2c: OpenI2c = async (bus) => {
  const library = await loadLibrary()
  const opened = await library.openPromisified(bus)
  return {
    async write(address, bytes) {
      await opened.i2cWrite(address, bytes.length, Buffer.from(bytes))
    },
    close: () => opened.close(),
  }
}

async function loadLibrary(): Promise<I2cBusLibrary> {
  try {
    const { default: library } = (await import(libraryName)) as { default: I2cBusLibrary }
    return library
  } catch (cause) {
    throw new Error(
      `${libraryName} is not installed: sudo apt-get install build-essential && npm install ${libraryName}`,
      { cause },
    )
  }
}
