import type { MeterReading } from '../contracts.ts'

/** How a quantity lies in the registers. Eastron's floats have the high word first, a PZEM's long values the low one. */
type RegisterFormat = 'uint16' | 'uint32LowWordFirst' | 'float32'

export type Parity = 'none' | 'even' | 'odd'

/**
 * A Modbus RTU meter as data: where FC04 finds each quantity. A new product is a new map and a line in the catalogue
 * (see `sdm230.ts`, the shortest one); the tests of `modbus-meter.test.ts` then run on it by themselves.
 */
export interface MeterMap {
  /** As the meter's front says it. */
  readonly product: string
  /** What it can be set to; the first is what it leaves the factory with. */
  readonly baudRates: readonly number[]
  readonly parities: readonly Parity[]
  /** One question each, in this order. Fewer bytes matter: at 2400 baud each takes 4 ms. */
  readonly blocks: readonly { readonly first: number; readonly count: number }[]
  readonly quantities: {
    readonly [Quantity in keyof MeterReading]: {
      readonly register: number
      readonly format: RegisterFormat
      /** How many of our units (Wh, W, mV, mA, mHz, permille) one of the register's is. */
      readonly factor: number
    }
  }
  readonly rollsOverAtWh: number
}

/**
 * The reading in the registers of all blocks. `undefined` when one of its numbers is none (a float may be NaN), or
 * the energy is negative: such a meter is not to be believed in anything.
 */
export function readingOf(map: MeterMap, blocks: readonly (readonly number[])[]): MeterReading | undefined {
  const { energyWh, powerW, voltageMv, currentMa, frequencyMhz, powerFactorPermille } = map.quantities
  const at = ({ register, format, factor }: MeterMap['quantities']['energyWh']) => {
    const index = map.blocks.findIndex(({ first, count }) => register >= first && register < first + count)
    const registers = blocks[index]?.slice(register - (map.blocks[index]?.first ?? 0)) ?? []
    // Adding 0 makes a plain zero of a negative one.
    return Math.round(decode(registers, format) * factor) + 0
  }
  const reading = {
    energyWh: at(energyWh),
    powerW: at(powerW),
    voltageMv: at(voltageMv),
    currentMa: at(currentMa),
    frequencyMhz: at(frequencyMhz),
    powerFactorPermille: at(powerFactorPermille),
  }
  return Object.values(reading).every(Number.isSafeInteger) && reading.energyWh >= 0 ? reading : undefined
}

function decode(registers: readonly number[], format: RegisterFormat): number {
  const [first = Number.NaN, second = Number.NaN] = registers
  switch (format) {
    case 'uint16':
      return first
    case 'uint32LowWordFirst':
      return first + second * 0x1_0000
    case 'float32': {
      const view = new DataView(new ArrayBuffer(4))
      view.setUint16(0, first)
      view.setUint16(2, second)
      return Number.isNaN(second) ? second : view.getFloat32(0)
    }
  }
}
