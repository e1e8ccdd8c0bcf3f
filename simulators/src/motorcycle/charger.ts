/**
 * The switch-mode supply of a motorcycle's charger, as the mains see it: it needs a certain voltage, rides through the
 * shortest dips on its capacitors, and fills them with a surge when it comes back. Pure.
 */
export interface ChargerDesign {
  /** Below this it switches itself off, and above `cutInMv` on again. */
  readonly cutOutMv: number
  readonly cutInMv: number
  /** How long its capacitors carry it while the mains are away. */
  readonly holdUpMs: number
  /** From mains to charging. */
  readonly softStartMs: number
  /** The surge that fills empty capacitors, and how long it lasts. */
  readonly inrushMa: number
  readonly inrushMs: number
}

/** One without power factor correction: 35 A for half a period or two, through an NTC, and at work at once. */
export const simpleCharger: ChargerDesign = {
  cutOutMv: 160_000,
  cutInMv: 175_000,
  holdUpMs: 20,
  softStartMs: 0,
  inrushMa: 35_000,
  inrushMs: 30,
}

/** One with correction and a slow start. */
export const correctedCharger: ChargerDesign = {
  cutOutMv: 85_000,
  cutInMv: 90_000,
  holdUpMs: 20,
  softStartMs: 2_000,
  inrushMa: 20_000,
  inrushMs: 10,
}

export type ChargerState =
  /** Its capacitors are empty, or it waits for more voltage. */
  | { readonly kind: 'off' }
  /** The mains went away a moment ago. */
  | { readonly kind: 'heldUp'; readonly sinceMs: number; readonly onMs: number }
  /** `onMs` is when it was switched on. */
  | { readonly kind: 'on'; readonly onMs: number }

/** What becomes of it when it sees this voltage at this moment. */
export function fed(
  design: ChargerDesign,
  state: ChargerState,
  { voltageMv, nowMs }: { voltageMv: number; nowMs: number },
): ChargerState {
  switch (state.kind) {
    case 'off':
      return voltageMv >= design.cutInMv ? { kind: 'on', onMs: nowMs } : state
    case 'on':
      return voltageMv >= design.cutOutMv ? state : { kind: 'heldUp', sinceMs: nowMs, onMs: state.onMs }
    case 'heldUp': {
      const isEmpty = nowMs - state.sinceMs > design.holdUpMs
      if (isEmpty) return fed(design, { kind: 'off' }, { voltageMv, nowMs })
      return voltageMv >= design.cutOutMv ? { kind: 'on', onMs: state.onMs } : state
    }
  }
}

export function isCharging(design: ChargerDesign, state: ChargerState, nowMs: number): boolean {
  return state.kind === 'on' && nowMs - state.onMs >= design.softStartMs
}

/** The surge of now, in mA. */
export function inrushMa(design: ChargerDesign, state: ChargerState, nowMs: number): number {
  return state.kind === 'on' && nowMs - state.onMs < design.inrushMs ? design.inrushMa : 0
}
