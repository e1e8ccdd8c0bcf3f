import type { MeterMap } from './meter-map.ts'

/** PZEM-004T v3 (hardware/protocols/pzem-004t.md). For demonstrations: it is no billing meter. */
export const pzem004t: MeterMap = {
  product: 'PZEM-004T v3',
  baudRates: [9_600],
  parities: ['none'],
  blocks: [{ first: 0, count: 10 }],
  quantities: {
    voltageMv: { register: 0, format: 'uint16', factor: 100 },
    currentMa: { register: 1, format: 'uint32LowWordFirst', factor: 1 },
    powerW: { register: 3, format: 'uint32LowWordFirst', factor: 0.1 },
    energyWh: { register: 5, format: 'uint32LowWordFirst', factor: 1 },
    frequencyMhz: { register: 7, format: 'uint16', factor: 100 },
    powerFactorPermille: { register: 8, format: 'uint16', factor: 10 },
  },
  rollsOverAtWh: 9_999_990,
}
