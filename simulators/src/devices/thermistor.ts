import boardData from '../../../hardware/boards/reference-1/board.json' with { type: 'json' }

const { ohmsAt25C, betaK, pullUpOhms, supplyMv } = boardData.thermistor

/** What is at the terminals of one socket, and whether the wire to it is whole. */
export interface Terminals {
  celsius: number
  wire: 'whole' | 'cut' | 'shorted'
}

/** What the divider with the thermistor of these terminals puts out, in mV. */
export function thermistorMv({ celsius, wire }: Terminals): number {
  if (wire === 'cut') return supplyMv
  if (wire === 'shorted') return 0
  const inverseK = 1 / (celsius + 273.15)
  const ohms = ohmsAt25C * Math.exp(betaK * (inverseK - 1 / 298.15))
  return supplyMv / (1 + pullUpOhms / ohms)
}
