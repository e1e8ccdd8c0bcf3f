import type { Light } from './effects.ts'
import { toChargePointStatus } from './status.ts'
import { emit, patch, type Turn } from './turn.ts'

/** The light of each socket says what the display says (design/look.md). Told only when it changes. */
export function reportLights(turn: Turn): void {
  const { state } = turn
  const lights = state.connectors.map((connector) => lightOf[toChargePointStatus(state, connector)])
  if (lights.every((light, index) => light === state.screen.lights[index])) return
  for (const [index, light] of lights.entries()) {
    if (light === state.screen.lights[index]) continue
    const [colour, manner] = light.split(' ') as [Light['colour'], string]
    emit(turn, {
      kind: 'light',
      connectorId: index + 1,
      light: { colour, blinking: manner === 'blinking' },
    })
  }
  patch(turn, { screen: { ...state.screen, lights } })
}

const lightOf: Readonly<
  Record<ReturnType<typeof toChargePointStatus>, `${Light['colour']} ${'blinking' | 'still'}`>
> = {
  Available: 'blue still',
  Preparing: 'amber blinking',
  Charging: 'green blinking',
  SuspendedEV: 'green still',
  SuspendedEVSE: 'amber still',
  Finishing: 'amber still',
  Reserved: 'violet still',
  Unavailable: 'off still',
  Faulted: 'red still',
}
