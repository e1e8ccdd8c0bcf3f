import type { SqlRunner } from '../../db/database.ts'

/** Which chargers share a budget, in memory, since it is asked with every change of any charger; and where one changed. */
export class PowerWatch {
  #siteOf: ReadonlyMap<string, string> = new Map()
  #changed = new Set<string>()
  #onChange = () => {}

  /** Calls `listener` when power is to be shared anew somewhere. */
  whenChanged(listener: () => void): void {
    this.#onChange = listener
  }

  /** Something has changed at a charger. */
  chargerChanged(chargePointId: string): void {
    const siteId = this.#siteOf.get(chargePointId)
    if (siteId !== undefined) this.siteChanged(siteId)
  }

  /** The budget of a site has changed. */
  siteChanged(siteId: string): void {
    this.#changed.add(siteId)
    this.#onChange()
  }

  /** The ids of the sites where something has changed since this was last asked. */
  takeChanged(): ReadonlySet<string> {
    const changed = this.#changed
    this.#changed = new Set()
    return changed
  }

  /** At each run, since another process may have changed budgets too. */
  async load(read: SqlRunner): Promise<void> {
    const rows = await read.all<{ chargePointId: string; siteId: string }>(
      `select charge_point_id, charger.site_id from charger
       join power_budget on power_budget.site_id = charger.site_id`,
      [],
    )
    this.#siteOf = new Map(rows.map(({ chargePointId, siteId }) => [chargePointId, siteId]))
  }
}
