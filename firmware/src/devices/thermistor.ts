import type { Board } from './board.ts'

type Thermistor = Board['thermistor']

const zeroCelsiusK = 273.15
const referenceK = 25 + zeroCelsiusK

/**
 * What a thermistor's divider puts out at a temperature, in mV, by the beta equation
 * R(T) = R25 · e^(β · (1/T − 1/T25)); it falls as the temperature rises.
 */
export function thermistorMillivolts(thermistor: Thermistor, celsius: number): number {
  const { ohmsAt25C, betaK, pullUpOhms, supplyMv } = thermistor
  const ohms = ohmsAt25C * Math.exp(betaK * (1 / (celsius + zeroCelsiusK) - 1 / referenceK))
  return (supplyMv * ohms) / (ohms + pullUpOhms)
}

/** The temperature that belongs to a divider's output. 0 mV and the whole supply are those of a short and of a cut wire. */
export function thermistorCelsius(thermistor: Thermistor, millivolts: number): number {
  const { ohmsAt25C, betaK, pullUpOhms, supplyMv } = thermistor
  const ohms = (pullUpOhms * millivolts) / (supplyMv - millivolts)
  return 1 / (1 / referenceK + Math.log(ohms / ohmsAt25C) / betaK) - zeroCelsiusK
}
