import type { MeterMap } from './meter-map.ts'

/**
 * Eastron SDM120-Modbus, a sealed single-phase meter for 45 A (hardware/protocols/sdm120.md; Eastron "SDM120 Modbus
 * protocol implementation", input registers).
 */
export const sdm120: MeterMap = {
  product: 'SDM120',
  baudRates: [2_400, 4_800, 9_600],
  parities: ['none', 'even', 'odd'],
  // 30001 to 30032, and 30071 to 30074: the parameters between them would cost more than a second question.
  blocks: [
    { first: 0x00, count: 32 },
    { first: 0x46, count: 4 },
  ],
  quantities: {
    voltageMv: { register: 0x00, format: 'float32', factor: 1_000 },
    currentMa: { register: 0x06, format: 'float32', factor: 1_000 },
    powerW: { register: 0x0c, format: 'float32', factor: 1 },
    powerFactorPermille: { register: 0x1e, format: 'float32', factor: 1_000 },
    frequencyMhz: { register: 0x46, format: 'float32', factor: 1_000 },
    // Imported energy, not the total of 0x0156, which counts what flows back as well.
    energyWh: { register: 0x48, format: 'float32', factor: 1_000 },
  },
  rollsOverAtWh: 100_000_000,
}
