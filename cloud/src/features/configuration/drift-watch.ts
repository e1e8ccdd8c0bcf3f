import { toIso } from '@colok/shared/time'
import { type ConfigurationKey, configurationDrift, type KeyDrift } from '../../core/configuration-drift.ts'
import type { SqlRunner } from '../../db/database.ts'
import type { Job } from '../../jobs/runner.ts'
import type { Services } from '../../services.ts'
import { readConfiguration } from './configuration.ts'

/** Technicians change keys on the spot, and nothing tells of it. */
const readAgainAfterMs = 24 * 3_600_000

/** A charger that does not answer is left alone for so long. */
const askAgainAfterMs = 3_600_000

/** Chargers that are read in one run: each answer is some kilobytes. */
const togetherAtMost = 20

/** Rows that are looked at in one go. */
const batch = 500

/** Reads the configuration of chargers that have a template: once a day, and after each boot. */
export function watchConfigurations(services: Services): Job {
  const askedAtMs = new Map<string, number>()
  return {
    name: 'watch configurations',
    everyMs: 5 * 60_000,
    async run() {
      const nowMs = services.clock.monotonicMs()
      for (const [id, atMs] of askedAtMs) if (nowMs - atMs >= askAgainAfterMs) askedAtMs.delete(id)
      const due = await dueChargers(services)
      const ids = due.filter((id) => !askedAtMs.has(id)).slice(0, togetherAtMost)
      for (const id of ids) askedAtMs.set(id, nowMs)
      await Promise.all(ids.map((id) => readConfiguration(services, id)))
    },
  }
}

async function dueChargers({ read, clock }: Services): Promise<string[]> {
  const rows = await read.all<{ chargePointId: string }>(
    `select charge_point_id from charger left join charger_configuration on charger_configuration.charger_id = charger.id
       left join charger_model on charger_model.vendor = charger.vendor and charger_model.model = charger.model
     where connected = 1 and registration = 'Accepted'
       and coalesce(charger.configuration_template, charger_model.configuration_template) is not null
       and (read_at is null or read_at < ? or read_at < booted_at)
     order by charger.id`,
    [toIso(clock.wallMs() - readAgainAfterMs)],
  )
  return rows.map(({ chargePointId }) => chargePointId)
}

export interface DriftedCharger {
  readonly chargePointId: string
  readonly template: string
  readonly readAt: string
  /** Only what differs. */
  readonly drift: readonly KeyDrift[]
}

/** Chargers that were not found as their template has it, by id. `after` is the last id of the page before. */
export async function listDrift(
  runner: SqlRunner,
  page: { readonly after: string; readonly limit: number },
): Promise<DriftedCharger[]> {
  const found: DriftedCharger[] = []
  let { after } = page
  while (found.length < page.limit) {
    const rows = await configured(runner, after)
    for (const row of rows) {
      const wanted = JSON.parse(row.wanted) as Record<string, string>
      const told = JSON.parse(row.keys) as ConfigurationKey[]
      const drift = configurationDrift(wanted, told).filter(({ state }) => state !== 'same')
      const { chargePointId, template, readAt } = row
      if (drift.length > 0) found.push({ chargePointId, template, readAt, drift })
    }
    const last = rows.at(-1)
    if (last === undefined || rows.length < batch) break
    after = last.chargePointId
  }
  return found.slice(0, page.limit)
}

async function configured(runner: SqlRunner, after: string) {
  return runner.all<{
    chargePointId: string
    template: string
    wanted: string
    keys: string
    readAt: string
  }>(
    `select charge_point_id, configuration_template.slug as template, configuration_template.keys as wanted,
       charger_configuration.keys, read_at
     from charger join charger_configuration on charger_configuration.charger_id = charger.id
       left join charger_model on charger_model.vendor = charger.vendor and charger_model.model = charger.model
       join configuration_template on configuration_template.slug =
         coalesce(charger.configuration_template, charger_model.configuration_template)
     where charge_point_id > ? order by charge_point_id limit ?`,
    [after, batch],
  )
}
