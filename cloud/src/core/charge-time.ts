/** A motorcycle's pack by what is printed on it. */
export interface Battery {
  /** `72-32`, for addresses. */
  readonly id: string
  readonly voltageV: number
  readonly capacityAh: number
}

/** The pack that the founding papers reckon with. */
export const usualBattery: Battery = battery(72, 32)

/** Packs that are common on the road. */
export const commonBatteries: readonly Battery[] = [
  battery(60, 20),
  battery(72, 20),
  usualBattery,
  battery(72, 45),
]

/** The founding papers' charger: 60 V and 20 A at the battery. */
export const commonChargerW = 1200

/** Of what comes from the mains, the share that reaches the pack. */
const efficiency = 0.94

/** From this share of a full pack on, the charger takes less and less, down to a tenth of its power. */
const taperFrom = 0.95
const taperEnd = 0.1

/** How long an energy takes from an empty pack, and how full that makes it. */
export interface ChargeTime {
  /** Until the energy has flowed, or the pack is full. */
  readonly durationMs: number
  /** 0 to 1. */
  readonly share: number
  /** Whether it is more than the pack takes. */
  readonly isMore: boolean
}

/**
 * How long `energyWh` from the socket last, into an empty pack, at the socket's power or the charger's, whichever is
 * less: constant power, then a straight taper over the last part of the pack. Throws a RangeError for a negative energy,
 * or a power that is not positive.
 */
export function chargeTime(
  battery: Battery,
  { energyWh, maxPowerW = commonChargerW }: { readonly energyWh: number; readonly maxPowerW?: number },
): ChargeTime {
  const powerW = Math.min(maxPowerW, commonChargerW)
  if (!(energyWh >= 0) || !(powerW > 0)) throw new RangeError(`${energyWh} Wh at ${maxPowerW} W`)
  const capacityWh = battery.voltageV * battery.capacityAh
  const storedWh = energyWh * efficiency
  const isMore = energyWh > fullChargeWh(battery)
  const share = Math.min(1, storedWh / capacityWh)
  const steadyHours = (Math.min(share, taperFrom) * capacityWh) / efficiency / powerW
  return { durationMs: (steadyHours + taperHours(share)) * 3_600_000, share, isMore }

  /** The power falls in a straight line with what is missing, so the time is a logarithm. */
  function taperHours(until: number): number {
    if (until <= taperFrom) return 0
    const taperWh = (1 - taperFrom) * capacityWh
    const left = (1 - until) / (1 - taperFrom)
    const endPower = taperEnd + (1 - taperEnd) * left
    return ((taperWh / efficiency / powerW) * Math.log(1 / endPower)) / (1 - taperEnd)
  }
}

/** What an empty pack takes from the socket until it is full, in whole Wh, rounded up. */
export function fullChargeWh({ voltageV, capacityAh }: Battery): number {
  return Math.ceil((voltageV * capacityAh) / efficiency)
}

function battery(voltageV: number, capacityAh: number): Battery {
  return { id: `${voltageV}-${capacityAh}`, voltageV, capacityAh }
}
