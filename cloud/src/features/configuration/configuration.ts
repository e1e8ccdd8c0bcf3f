import { toIso } from '@colok/shared/time'
import {
  type ConfigurationKey,
  configurationDrift,
  type KeyDrift,
  secretKeys,
} from '../../core/configuration-drift.ts'
import { first, type SqlRunner } from '../../db/database.ts'
import type { Services } from '../../services.ts'
import { type CommandOutcome, commandCharger } from '../chargers/commands-to-chargers.ts'
import { tell } from '../webhooks/events.ts'
import { findTemplate } from './templates.ts'

export interface ChargerConfiguration {
  readonly readAt: string | null
  readonly keys: readonly ConfigurationKey[]
  /** The slug of the template in force: the charger's own, or that of its model. */
  readonly template: string | null
  /** Against the template; empty without one, or before anything was read. */
  readonly drift: readonly KeyDrift[]
}

/** By what the lists of a charger's configuration can be sorted. */
export const configurationSortKeys = {
  keys: ['key', 'value', 'readonly'],
  drift: ['key', 'wanted', 'actual', 'state'],
} as const

/** What a charger last told of its configuration, beside what it should be. Undefined for an unknown charger. */
export async function storedConfiguration(
  runner: SqlRunner,
  chargePointId: string,
): Promise<ChargerConfiguration | undefined> {
  const row = await first<{ keys: string | null; readAt: string | null; template: string | null }>(
    runner,
    `select keys, read_at, coalesce(charger.configuration_template, charger_model.configuration_template) as template
     from charger left join charger_configuration on charger_configuration.charger_id = charger.id
       left join charger_model on charger_model.vendor = charger.vendor and charger_model.model = charger.model
     where charge_point_id = ?`,
    [chargePointId],
  )
  if (row === undefined) return undefined
  const keys = JSON.parse(row.keys ?? '[]') as ConfigurationKey[]
  const template = row.template === null ? undefined : await findTemplate(runner, row.template)
  const drift = template === undefined || row.readAt === null ? [] : configurationDrift(template.keys, keys)
  return { readAt: row.readAt, keys, template: row.template, drift }
}

/** Asks a charger for all its keys and keeps them; tells of what has come to differ from its template. */
export async function readConfiguration(services: Services, chargePointId: string): Promise<CommandOutcome> {
  const outcome = await commandCharger(services, chargePointId, 'GetConfiguration', {})
  const answer = outcome.confirmation as { configurationKey?: ConfigurationKey[] } | null
  if (answer === null) return outcome
  const keys = (answer.configurationKey ?? []).filter(({ key }) => !secretKeys.includes(key.toLowerCase()))
  const readAt = toIso(services.clock.wallMs())
  await services.writer.write(async (tx) => {
    const before = await storedConfiguration(tx, chargePointId)
    await tx.run(
      `insert into charger_configuration (charger_id, keys, read_at)
       select id, ?, ? from charger where charge_point_id = ?
       on conflict (charger_id) do update set keys = excluded.keys, read_at = excluded.read_at`,
      [JSON.stringify(keys), readAt, chargePointId],
    )
    const after = await storedConfiguration(tx, chargePointId)
    const differing = differences(after)
    if (differing.length === 0 || JSON.stringify(differing) === JSON.stringify(differences(before))) return
    const data = { template: after?.template ?? null, drift: differing }
    await tell(tx, services, { type: 'charger.configurationDrift', chargePointId, data })
  })
  return outcome
}

function differences(configuration: ChargerConfiguration | undefined): KeyDrift[] {
  return (configuration?.drift ?? []).filter(({ state }) => state !== 'same')
}

interface PushedKey {
  readonly key: string
  readonly value: string
  readonly outcome: CommandOutcome
}

export type PushResult =
  | { readonly kind: 'pushed'; readonly keys: readonly PushedKey[]; readonly rebootRequired: boolean }
  /** Its configuration could not be read, so nothing was changed. */
  | { readonly kind: 'unread'; readonly outcome: CommandOutcome }
  | { readonly kind: 'noTemplate' }

/** Reads what a charger has, sets what differs from its template, and reads it again. */
export async function pushConfiguration(services: Services, chargePointId: string): Promise<PushResult> {
  const outcome = await readConfiguration(services, chargePointId)
  if (outcome.confirmation === null) return { kind: 'unread', outcome }
  const stored = await storedConfiguration(services.read, chargePointId)
  if (stored === undefined || stored.template === null) return { kind: 'noTemplate' }
  const pushed: PushedKey[] = []
  for (const { key, wanted: value, state } of stored.drift) {
    if (state !== 'different') continue
    const set = await commandCharger(services, chargePointId, 'ChangeConfiguration', { key, value })
    pushed.push({ key, value, outcome: set })
    if (set.outcome === 'notConnected') break
  }
  if (pushed.length > 0) await readConfiguration(services, chargePointId)
  const rebootRequired = pushed.some(
    ({ outcome: { confirmation } }) =>
      (confirmation as { status?: string } | null)?.status === 'RebootRequired',
  )
  return { kind: 'pushed', keys: pushed, rebootRequired }
}
