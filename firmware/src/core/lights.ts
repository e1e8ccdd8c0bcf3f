import type { Light } from './effects.ts'
import { toChargePointStatus } from './status.ts'
import { emit, patch, type Turn } from './turn.ts'

/** The light of each socket says what the display says (design/look.md). Told only when it changes. */
export function reportLights(turn: Turn): void {
  const { state } = turn
  const lights = state.connectors.map((connector) => {
    const { colour, blinking } = lightOf(toChargePointStatus(state, connector))
    return `${colour} ${blinking ? 'blinking' : 'still'}`
  })
  for (const [index, light] of lights.entries()) {
    if (light === state.screen.lights[index]) continue
    const [colour, manner] = light.split(' ') as [Light['colour'], string]
    emit(turn, {
      kind: 'light',
      connectorId: index + 1,
      light: { colour, blinking: manner === 'blinking' },
    })
  }
  if (lights.join() !== state.screen.lights.join()) patch(turn, { screen: { ...state.screen, lights } })
}

function lightOf(status: ReturnType<typeof toChargePointStatus>): Light {
  switch (status) {
    case 'Available':
      return { colour: 'blue', blinking: false }
    case 'Preparing':
      return { colour: 'amber', blinking: true }
    case 'Charging':
      return { colour: 'green', blinking: true }
    case 'SuspendedEV':
      return { colour: 'green', blinking: false }
    case 'SuspendedEVSE':
    case 'Finishing':
      return { colour: 'amber', blinking: false }
    case 'Reserved':
      return { colour: 'violet', blinking: false }
    case 'Unavailable':
      return { colour: 'off', blinking: false }
    case 'Faulted':
      return { colour: 'red', blinking: false }
  }
}
