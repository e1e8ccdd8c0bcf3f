import type { MeterInput, MeterModel } from './meter-slave.ts'

const registerCount = 10

/** A PZEM-004T v3 (hardware/protocols/pzem-004t.md). */
export const pzem004t: MeterModel = {
  /** 9,999.99 kWh and one more step is 0 again (datasheet, "energy: measuring range"). */
  registerSizeWh: 9_999_990,
  isReadable: (first, count) => first + count <= registerCount,
  registers: (input) => new Map(sample(input).entries()),
}

function sample({ voltageMv, currentMa, powerW, powerFactor, frequencyMhz, energyWh }: MeterInput): number[] {
  return [
    Math.round(voltageMv / 100),
    ...lowWordFirst(Math.round(currentMa)),
    ...lowWordFirst(Math.round(powerW * 10)),
    ...lowWordFirst(energyWh),
    Math.round(frequencyMhz / 100),
    Math.round(powerFactor * 100),
    0,
  ]
}

function lowWordFirst(value: number): [number, number] {
  return [value & 0xffff, (value >>> 16) & 0xffff]
}
