/**
 * A motorcycle's pack and its charger, as the socket sees them: constant power from the mains, then a taper near full,
 * then a few watts of standby. Pure, and in integers: what came from the mains is in the pack or was lost as heat, to
 * the milliwatt-hour.
 */
export interface BatteryDesign {
  readonly capacityMwh: number
  /** What the charger draws from the mains until the taper begins. */
  readonly chargerW: number
  /** What it draws at the very end of the taper. */
  readonly taperEndW: number
  /** What it draws when the pack is full. */
  readonly standbyW: number
  /** The share of mains energy that reaches the pack, 0 to 1000. */
  readonly efficiencyPermille: number
  /** The state of charge at which the taper begins, 0 to 1000. */
  readonly taperFromPermille: number
  /** At full power, at the end of the taper and on standby, 0 to 1000; it falls with the power. */
  readonly powerFactorPermille: {
    readonly full: number
    readonly taperEnd: number
    readonly standby: number
  }
}

/** A 72 V 32 Ah pack on a 1,200 W charger: about 2 h 10 min from empty. */
export const motorcycle72V32Ah: BatteryDesign = {
  capacityMwh: 72 * 32 * 1000,
  chargerW: 1200,
  taperEndW: 120,
  standbyW: 4,
  efficiencyPermille: 940,
  taperFromPermille: 950,
  // As cheap chargers without correction have it (hardware reference, S7).
  powerFactorPermille: { full: 700, taperEnd: 550, standby: 400 },
}

/** The same pack on a charger with power factor correction. */
export const correctedMotorcycle: BatteryDesign = {
  ...motorcycle72V32Ah,
  powerFactorPermille: { full: 995, taperEnd: 950, standby: 500 },
}

/** Where every milliwatt-hour is. `drawnMwh` is what came from the mains since the start and equals gained + lost. */
export interface BatteryState {
  readonly storedMwh: number
  readonly drawnMwh: number
  readonly lostMwh: number
  /** Thousandths of a mWh owed to the pack by the division in `absorb`; always below 1000. */
  readonly remainder: number
}

/** A pack at a state of charge of 0 to 1000 permille. Throws a RangeError outside it. */
export function batteryAt(design: BatteryDesign, startPermille: number): BatteryState {
  if (!Number.isInteger(startPermille) || startPermille < 0 || startPermille > 1000)
    throw new RangeError(`a state of charge is an integer from 0 to 1000 permille, not ${startPermille}`)
  return {
    storedMwh: Math.floor((design.capacityMwh * startPermille) / 1000),
    drawnMwh: 0,
    lostMwh: 0,
    remainder: 0,
  }
}

/** Watts asked of the mains. Never rises while the pack fills. */
export function drawW(design: BatteryDesign, state: BatteryState): number {
  const missingMwh = design.capacityMwh - state.storedMwh
  if (missingMwh === 0) return design.standbyW
  const taperMwh = (design.capacityMwh * (1000 - design.taperFromPermille)) / 1000
  if (missingMwh >= taperMwh) return design.chargerW
  return design.taperEndW + Math.floor(((design.chargerW - design.taperEndW) * missingMwh) / taperMwh)
}

/** 0 to 1, falling in a straight line with the power from what it is at full power. */
export function powerFactor(design: BatteryDesign, state: BatteryState): number {
  const powerW = drawW(design, state)
  const { full, taperEnd, standby } = design.powerFactorPermille
  if (powerW <= design.standbyW) return standby / 1000
  const share = (powerW - design.taperEndW) / (design.chargerW - design.taperEndW)
  return (taperEnd + (full - taperEnd) * share) / 1000
}

/**
 * Takes energy in mWh that flowed from the mains: the efficiency's share goes into the pack, the rest, and all that
 * finds no room, becomes heat. Throws a RangeError unless it is a non-negative integer.
 */
export function absorb(design: BatteryDesign, state: BatteryState, energyMwh: number): BatteryState {
  if (!Number.isSafeInteger(energyMwh) || energyMwh < 0)
    throw new RangeError(`energy is a non-negative integer of mWh, not ${energyMwh}`)
  const scaled = energyMwh * design.efficiencyPermille + state.remainder
  const offeredMwh = Math.floor(scaled / 1000)
  const gainedMwh = Math.min(offeredMwh, design.capacityMwh - state.storedMwh)
  return {
    storedMwh: state.storedMwh + gainedMwh,
    drawnMwh: state.drawnMwh + energyMwh,
    lostMwh: state.lostMwh + energyMwh - gainedMwh,
    remainder: scaled % 1000,
  }
}

/** The state of charge in permille, rounded down: 1000 only when nothing is missing. */
export function stateOfChargePermille(design: BatteryDesign, state: BatteryState): number {
  return Math.floor((state.storedMwh * 1000) / design.capacityMwh)
}
