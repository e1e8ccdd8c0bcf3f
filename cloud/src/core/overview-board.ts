import type { ChargerCondition } from './charger-condition.ts'

/** One charger of an overview. */
export interface BoardCharger {
  readonly chargePointId: string
  /** The slug of its site. */
  readonly site: string
  readonly condition: ChargerCondition
}

/** What an overview has to show anew. */
export interface BoardChange {
  /** Of each condition whose count is another now. */
  readonly counts: ReadonlyMap<ChargerCondition, number>
  /** The gravest condition at each site where it is another now. */
  readonly places: ReadonlyMap<string, ChargerCondition>
}

/** The gravest first, as an overview is read. */
export const conditionsByGravity: readonly ChargerCondition[] = [
  'faulted',
  'offline',
  'silent',
  'unavailable',
  'notAccepted',
  'unknown',
  'occupied',
  'available',
]

/**
 * How many chargers are how, and how it stands with each site, kept from one change to the next: what a change costs grows
 * with what has changed and not with all there is.
 */
export class OverviewBoard {
  readonly #chargers = new Map<string, BoardCharger>()
  readonly #sites = new Map<string, Map<ChargerCondition, number>>()
  readonly #counts = new Map<ChargerCondition, number>(conditionsByGravity.map((one) => [one, 0]))

  constructor(chargers: readonly BoardCharger[]) {
    for (const charger of chargers) this.#add(charger)
  }

  get counts(): ReadonlyMap<ChargerCondition, number> {
    return this.#counts
  }

  /** The gravest condition at each site. */
  get places(): ReadonlyMap<string, ChargerCondition> {
    return new Map([...this.#sites.keys()].flatMap((site) => this.#placeOf(site)))
  }

  /** Of these ids, `now` has those that are there; the others are gone, or out of reach. */
  update(ids: readonly string[], now: readonly BoardCharger[]): BoardChange {
    const byId = new Map(now.map((charger) => [charger.chargePointId, charger]))
    const countsBefore = new Map(this.#counts)
    const touched = ids.flatMap((id) => [this.#chargers.get(id)?.site, byId.get(id)?.site])
    const sites = new Set(touched.filter((site) => site !== undefined))
    const before = new Map([...sites].flatMap((site) => this.#placeOf(site)))
    for (const id of ids) {
      this.#remove(id)
      const charger = byId.get(id)
      if (charger !== undefined) this.#add(charger)
    }
    return {
      counts: new Map(
        [...this.#counts].filter(([condition, count]) => countsBefore.get(condition) !== count),
      ),
      places: new Map(
        [...sites].flatMap((site) => this.#placeOf(site)).filter(([site, one]) => before.get(site) !== one),
      ),
    }
  }

  /** All chargers that there are now, in place of those of before. */
  replace(now: readonly BoardCharger[]): BoardChange {
    return this.update([...this.#chargers.keys(), ...now.map(({ chargePointId }) => chargePointId)], now)
  }

  #placeOf(site: string): [string, ChargerCondition][] {
    const counts = this.#sites.get(site)
    const gravest = conditionsByGravity.find((condition) => (counts?.get(condition) ?? 0) > 0)
    return gravest === undefined ? [] : [[site, gravest]]
  }

  #add(charger: BoardCharger): void {
    this.#chargers.set(charger.chargePointId, charger)
    const ofSite = this.#sites.get(charger.site) ?? new Map<ChargerCondition, number>()
    this.#sites.set(charger.site, ofSite)
    add(ofSite, charger.condition, 1)
    add(this.#counts, charger.condition, 1)
  }

  #remove(id: string): void {
    const charger = this.#chargers.get(id)
    if (charger === undefined) return
    this.#chargers.delete(id)
    add(this.#counts, charger.condition, -1)
    const ofSite = this.#sites.get(charger.site)
    if (ofSite !== undefined) add(ofSite, charger.condition, -1)
  }
}

function add(counts: Map<ChargerCondition, number>, condition: ChargerCondition, by: number): void {
  counts.set(condition, (counts.get(condition) ?? 0) + by)
}
