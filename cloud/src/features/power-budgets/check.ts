import type { Confirmation } from '@colok/shared/ocpp/registry'
import type { Services } from '../../services.ts'
import { commandCharger } from '../chargers/commands-to-chargers.ts'
import { findBudget } from './queries.ts'
import type { PowerCheck } from './schemas.ts'
import type { SessionSocket } from './site-power.ts'

/** The next minute: what a charger keeps to now is its first period. */
const aheadS = 60

/** Asks each charger within reach what its sessions keep to, beside what they should. Undefined without a budget. */
export async function checkBudget(services: Services, site: string): Promise<PowerCheck | undefined> {
  const found = await findBudget(services, site)
  if (found === undefined) return undefined
  const within = found.chargers.filter(({ isWithinReach }) => isWithinReach)
  const byCharger = await Promise.all(
    within.map(async ({ sockets }) => {
      const items: PowerCheck['items'] = []
      for (const socket of sockets) items.push(await checkSocket(services, socket))
      return items
    }),
  )
  const items = byCharger.flat()
  return { agrees: items.every(({ agrees }) => agrees), items }
}

async function checkSocket(
  services: Services,
  { chargePointId, connectorId, limitW: expectedW }: SessionSocket,
): Promise<PowerCheck['items'][number]> {
  const { confirmation, detail } = await commandCharger(services, chargePointId, 'GetCompositeSchedule', {
    connectorId,
    duration: aheadS,
    chargingRateUnit: 'W',
  })
  const told = confirmation as Confirmation<'GetCompositeSchedule'> | null
  const limit = told?.chargingSchedule?.chargingSchedulePeriod[0]?.limit
  return {
    chargePointId,
    connectorId,
    expectedW,
    toldW: limit ?? null,
    agrees: limit !== undefined && limit <= expectedW,
    detail,
  }
}
