import type { MeterModel } from './meter-slave.ts'

const parameterRegisters = 2
/** Eastron's documents allow forty parameters in one question. */
const longestQuestion = 80

/** An SDM120 (hardware/protocols/sdm120.md): every parameter is a float in two registers, high word first. */
export const sdm120: MeterModel = {
  registerSizeWh: 100_000_000,
  isReadable: (first, count) =>
    first % parameterRegisters === 0 && count % parameterRegisters === 0 && count <= longestQuestion,
  registers: ({ voltageMv, currentMa, powerW, powerFactor, frequencyMhz, energyWh }) => {
    const apparentVa = (voltageMv * currentMa) / 1_000_000
    const reactiveVar = Math.sqrt(Math.max(0, apparentVa ** 2 - powerW ** 2))
    return new Map([
      ...float(0x00, voltageMv / 1_000),
      ...float(0x06, currentMa / 1_000),
      ...float(0x0c, powerW),
      ...float(0x12, apparentVa),
      ...float(0x18, reactiveVar),
      ...float(0x1e, powerFactor),
      ...float(0x46, frequencyMhz / 1_000),
      ...float(0x48, energyWh / 1_000),
      ...float(0x0156, energyWh / 1_000),
    ])
  },
}

function float(register: number, value: number): [number, number][] {
  const view = new DataView(new ArrayBuffer(4))
  view.setFloat32(0, value)
  return [
    [register, view.getUint16(0)],
    [register + 1, view.getUint16(2)],
  ]
}
