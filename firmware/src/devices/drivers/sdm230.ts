import type { MeterMap } from './meter-map.ts'
import { sdm120 } from './sdm120.ts'

/** Eastron SDM230-Modbus, 100 A: the registers of the SDM120 (Eastron "SDM230 Modbus protocol", input registers). */
export const sdm230: MeterMap = { ...sdm120, product: 'SDM230' }
