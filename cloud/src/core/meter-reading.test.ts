import { expect, test } from 'vitest'
import { readMeterValue } from './meter-reading.ts'

test('a bare value is the energy register in Wh', () => {
  expect(readMeterValue([{ value: '1250' }])).toEqual({
    energyWh: 1250,
    powerW: undefined,
    voltageMv: undefined,
    currentMa: undefined,
  })
})

test('kilo-units and decimals come out as whole base units', () => {
  expect(
    readMeterValue([
      {
        value: '1.2504',
        measurand: 'Energy.Active.Import.Register',
        unit: 'kWh',
      },
      { value: '1.198', measurand: 'Power.Active.Import', unit: 'kW' },
      { value: '219.8', measurand: 'Voltage', unit: 'V' },
      { value: '5.452', measurand: 'Current.Import', unit: 'A' },
    ]),
  ).toEqual({
    energyWh: 1250,
    powerW: 1198,
    voltageMv: 219_800,
    currentMa: 5452,
  })
})

test('phases are summed only where there is no total', () => {
  const power = { measurand: 'Power.Active.Import', unit: 'W' } as const
  const phases = [
    { value: '400', phase: 'L1', ...power },
    { value: '300', phase: 'L2', ...power },
  ] as const
  expect(readMeterValue(phases).powerW).toBe(700)
  expect(readMeterValue([...phases, { value: '690', ...power }]).powerW).toBe(690)
})

test('values of other places, signed data and text that is no number are left alone', () => {
  expect(
    readMeterValue([
      { value: '999', location: 'Inlet' },
      { value: 'AF03', format: 'SignedData' },
      { value: 'n/a' },
      { value: '' },
    ]).energyWh,
  ).toBeUndefined()
})

test('what no number holds exactly is left alone, also as the sum of phases', () => {
  const phase = (value: string, name: 'L1' | 'L2') => ({ value, phase: name })
  expect(readMeterValue([{ value: '9007199254740993' }]).energyWh).toBeUndefined()
  expect(readMeterValue([phase('9e15', 'L1'), phase('7199254740991', 'L2')]).energyWh).toBe(9007199254740991)
  expect(readMeterValue([phase('9e15', 'L1'), phase('9e15', 'L2')]).energyWh).toBeUndefined()
})
