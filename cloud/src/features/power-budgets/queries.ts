import { toIso } from '@colok/shared/time'
import { heldW } from '../../core/power-plan.ts'
import type { Services } from '../../services.ts'
import type { PowerBudget } from './schemas.ts'
import { type Budget, listBudgets, loadChargers, type SiteCharger } from './site-power.ts'

/** A site's budget, with its chargers. Undefined for a site that has none. */
export async function findBudget(
  services: Services,
  site: string,
): Promise<{ readonly budget: Budget; readonly chargers: SiteCharger[] } | undefined> {
  const budget = (await listBudgets(services.read)).find(({ slug }) => slug === site)
  return budget && { budget, chargers: await loadChargers(services, budget) }
}

/** A site's budget and what becomes of it, as the API shows it. */
export async function viewBudget(services: Services, site: string): Promise<PowerBudget | undefined> {
  const found = await findBudget(services, site)
  if (found === undefined) return undefined
  const { budget, chargers } = found
  const nowMs = services.clock.wallMs()
  const { limitW, sharing, timing, updatedBy, updatedAt } = budget
  const mayDrawW = chargers.reduce((sum, charger) => sum + heldW(charger, nowMs), 0)
  return {
    limitW,
    sharing,
    minOnS: timing.minOnMs / 1000,
    minOffS: timing.minOffMs / 1000,
    turnS: timing.turnMs / 1000,
    longestWaitS: timing.longestWaitMs / 1000,
    updatedBy,
    updatedAt,
    mayDrawW,
    isOver: mayDrawW > limitW,
    chargers: chargers.map((charger) => ({
      chargePointId: charger.id,
      isWithinReach: charger.isWithinReach,
      mayDrawW: heldW(charger, nowMs),
      safeW: safeOf(charger),
      problem: charger.problem,
    })),
    sockets: chargers.flatMap(({ sockets }) =>
      sockets.map((socket) => ({
        chargePointId: socket.chargePointId,
        connectorId: socket.connectorId,
        transactionId: socket.transactionId,
        isOn: socket.limitW > 0,
        limitW: socket.limitW,
        toldW: socket.toldW,
        needW: socket.needW,
        powerW: socket.powerW,
        since: toIso(socket.sinceMs),
      })),
    ),
  }
}

/** Null as long as it is not sure. */
function safeOf({ permit }: SiteCharger): number | null {
  const [held, ...others] = permit
  return others.length === 0 ? (held?.safeW ?? null) : null
}
