/** One line as an output. Throws the library's error when the kernel refuses. */
export interface GpioOutput {
  write(high: boolean): void
}

export interface GpioInput {
  read(): boolean
}

/** The lines of one GPIO chip; each may be asked for once. */
export interface Gpio {
  output(line: number, initiallyHigh: boolean): GpioOutput
  input(line: number): GpioInput
  /** Gives every line back; what they do then is the hardware's. */
  close(): void
}

/** Opens `/dev/gpiochip<chip>`. Rejects with an Error that says what is missing and how to get it. */
export type OpenGpio = (chip: number) => Promise<Gpio>

/** What we use of `node-libgpiod` 0.5, which knows libgpiod 1.x. */
interface GpiodLibrary {
  readonly Chip: new (chip: number) => object
  readonly Line: new (
    chip: object,
    line: number,
  ) => {
    requestInputMode(consumer: string): void
    requestOutputMode(consumer: string, initialValue: number): void
    getValue(): number
    setValue(value: number): void
    release(): void
  }
}

/**
 * Not among our dependencies: it is compiled on the machine and needs the headers of libgpiod, without which an
 * installation that never uses it would fail. So the name is kept from the bundler, too.
 */
const libraryName: string = 'node-libgpiod'
/** What `gpioinfo` says of our lines. */
const consumer = 'colok'

export const openGpio: OpenGpio = async (chip) => {
  const { Chip, Line } = await loadLibrary()
  const opened = new Chip(chip)
  const lines: InstanceType<GpiodLibrary['Line']>[] = []
  const take = (line: number) => {
    const taken = new Line(opened, line)
    lines.push(taken)
    return taken
  }
  return {
    output(line, initiallyHigh) {
      const taken = take(line)
      taken.requestOutputMode(consumer, initiallyHigh ? 1 : 0)
      return { write: (high) => taken.setValue(high ? 1 : 0) }
    },
    input(line) {
      const taken = take(line)
      taken.requestInputMode(consumer)
      return { read: () => taken.getValue() !== 0 }
    },
    close() {
      for (const line of lines.splice(0)) line.release()
    },
  }
}

async function loadLibrary(): Promise<GpiodLibrary> {
  try {
    const { default: library } = (await import(libraryName)) as { default: GpiodLibrary }
    return library
  } catch (cause) {
    throw new Error(
      `${libraryName} is not installed: sudo apt-get install build-essential libgpiod-dev && npm install ${libraryName}`,
      { cause },
    )
  }
}
