import { tellStations } from '../../core/power-messages.ts'
import { planSite, type SitePlan } from '../../core/power-plan.ts'
import { profileIdsOf } from '../../core/power-profiles.ts'
import type { Job, Wake } from '../../jobs/runner.ts'
import type { Services } from '../../services.ts'
import { commandCharger } from '../chargers/commands-to-chargers.ts'
import { storeShares } from './shares.ts'
import { type Budget, listBudgets, loadChargers, type SiteCharger } from './site-power.ts'
import { keepPermit, tellSockets, tellStation } from './telling.ts'

/** Leases are renewed long before they end, and needs that were seen become shares. */
const everyMs = 30_000

/** Several things change at once when a session begins. */
const changesTogetherMs = 250

/** What a charger refused, or did not answer, may go by then; one that keeps on is asked ever more seldom. */
const firstAgainMs = 5000
const longestAgainMs = 60_000

/** While another process shares the power of a site. */
const elsewhereMs = 1000

/** A charger that does not answer keeps its own site waiting, and no other one. */
const waitForSitesMs = 2000

/** Shares each site's power when something changes there, when a turn ends, and now and then. */
export function balancePower(services: Services): Job {
  const { clock, power, read, log } = services
  const dueAtMs = new Map<string, number>()
  const underWay = new Set<string>()
  const failures = new Map<string, number>()
  let wake: Wake = () => {}
  const share = async (budget: Budget) => {
    const { siteId, slug } = budget
    underWay.add(siteId)
    try {
      dueAtMs.set(siteId, clock.monotonicMs() + elsewhereMs)
      await services.exclusively(`share power of ${siteId}`, async () => {
        const { isAllTold, turnEndsInMs } = await balanceSite(services, budget)
        failures.set(siteId, isAllTold ? 0 : (failures.get(siteId) ?? 0) + 1)
        const againMs = isAllTold ? everyMs : againAfterMs(failures.get(siteId) ?? 1)
        dueAtMs.set(siteId, clock.monotonicMs() + Math.min(againMs, turnEndsInMs))
      })
    } catch (error) {
      dueAtMs.set(siteId, clock.monotonicMs() + everyMs)
      log.error({ error, site: slug }, 'the power of a site could not be shared; it is tried again')
    }
    underWay.delete(siteId)
    wake((dueAtMs.get(siteId) ?? 0) - clock.monotonicMs())
  }
  return {
    name: 'share power',
    everyMs,
    onEveryNode: true,
    onStart(given) {
      wake = given
      power.whenChanged(() => wake(changesTogetherMs))
      services.changes.listen((chargePointId) => power.chargerChanged(chargePointId))
    },
    async run() {
      await power.load(read)
      await services.exclusively('take power profiles away', () => clearWithoutBudget(services))
      for (const siteId of power.takeChanged()) dueAtMs.set(siteId, 0)
      const nowMs = clock.monotonicMs()
      const due = (await listBudgets(read)).filter(
        ({ siteId }) => !underWay.has(siteId) && (dueAtMs.get(siteId) ?? 0) <= nowMs,
      )
      await Promise.race([
        Promise.all(due.map(share)),
        new Promise<void>((resolve) => clock.after(waitForSitesMs, resolve)),
      ])
    },
  }
}

function againAfterMs(failures: number): number {
  return Math.min(longestAgainMs, firstAgainMs * 2 ** Math.min(20, failures - 1))
}

/** Plans for one site and tells its chargers. */
async function balanceSite(
  services: Services,
  budget: Budget,
): Promise<{ readonly isAllTold: boolean; readonly turnEndsInMs: number }> {
  const chargers = await loadChargers(services, budget)
  const nowMs = services.clock.wallMs()
  const { limitW: budgetW, sharing, timing } = budget
  const plan = planSite(chargers, { budgetW, sharing, timing, nowMs })
  await storeShares(services, chargers, plan)
  const byId = new Map(chargers.map((charger) => [charger.id, charger]))
  const areStationsTold = await tellStations(chargers, plan, {
    budgetW,
    nowMs,
    keep: async (id, permit) => {
      const charger = byId.get(id)
      if (charger) await keepPermit(services, charger.chargerId, permit)
    },
    send: async (id, message) => {
      const charger = byId.get(id)
      return charger ? tellStation(services, charger, message) : 'refused'
    },
  })
  const within = chargers.filter(({ isWithinReach }) => isWithinReach)
  const told = await Promise.all(within.map((charger) => tellSockets(services, charger, plan.shares)))
  return {
    isAllTold: areStationsTold && told.every(Boolean),
    turnEndsInMs: nextTurnMs(chargers, plan, budget, nowMs),
  }
}

/** When the next turn, rest or wait ends. */
function nextTurnMs(
  chargers: readonly SiteCharger[],
  plan: SitePlan,
  { timing }: Budget,
  nowMs: number,
): number {
  const ends = chargers
    .flatMap(({ sockets }) => sockets)
    .flatMap((socket) => {
      const isOn = (plan.shares.get(socket.id) ?? 0) > 0
      const sinceMs = isOn === socket.limitW > 0 ? socket.sinceMs : nowMs
      return Object.values(timing).map((lastsMs) => sinceMs + lastsMs - nowMs)
    })
  return Math.min(Number.POSITIVE_INFINITY, ...ends.filter((inMs) => inMs > 0))
}

/** Takes our profiles from chargers whose site has no budget any more, as soon as they are there. */
async function clearWithoutBudget(services: Services): Promise<void> {
  const rows = await services.read.all<{ chargerId: number; chargePointId: string }>(
    `select charger_id, charge_point_id from charger_power join charger on charger.id = charger_id
     where connected = 1 and registration = 'Accepted'
       and not exists (select 1 from power_budget where power_budget.site_id = charger.site_id)`,
    [],
  )
  await Promise.all(rows.map((row) => clear(services, row)))
}

async function clear(
  services: Services,
  { chargerId, chargePointId }: { readonly chargerId: number; readonly chargePointId: string },
): Promise<void> {
  const connectors = await services.read.all<{ connectorId: number }>(
    'select connector_id from connector where charger_id = ? and connector_id > 0',
    [chargerId],
  )
  for (const id of profileIdsOf(connectors.map(({ connectorId }) => connectorId))) {
    const { outcome } = await commandCharger(services, chargePointId, 'ClearChargingProfile', { id })
    // Rejected means that it has no such profile, failed that it knows none.
    const isGone = outcome === 'accepted' || outcome === 'rejected' || outcome === 'failed'
    if (!isGone) return
  }
  await services.writer.write((tx) => tx.run('delete from charger_power where charger_id = ?', [chargerId]))
}
