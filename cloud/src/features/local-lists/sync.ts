import type { Confirmation, Request } from '@colok/shared/ocpp/registry'
import type { IdTagInfo } from '@colok/shared/ocpp/types'
import { toIso } from '@colok/shared/time'
import {
  fittingList,
  type KeptLocalList,
  type LocalList,
  type LocalListLimits,
  localListUpdates,
  withUpdate,
} from '../../core/local-list.ts'
import { first, type SqlRunner } from '../../db/database.ts'
import type { Services } from '../../services.ts'
import { blockedByOthers, limited } from '../cards/conditions.ts'
import { commandCharger, isUnable } from '../chargers/commands-to-chargers.ts'

export type SyncResult =
  | { readonly kind: 'inStep'; readonly version: number; readonly entries: number }
  | { readonly kind: 'unsupported' | 'failed'; readonly problem: string }
  /** The charger is not there, or did not answer: it is tried again by itself. */
  | { readonly kind: 'unreachable'; readonly problem: string }

/** A list's version before anything was sent, and of a charger that has none (OCPP 1.6 §5.10). */
const emptyVersion = 0
const unsupportedVersion = -1

/**
 * Brings a charger's local list into step with the cards. What it has is asked for first: if that is not what we left
 * there, or it refuses a difference, it gets the full list. `full` sends the full list whatever it has.
 */
export async function syncLocalList(
  services: Services,
  chargePointId: string,
  options: { readonly full: boolean } = { full: false },
): Promise<SyncResult> {
  const result = await bringIntoStep(services, chargePointId, options)
  await remember(services, chargePointId, result)
  return result
}

async function bringIntoStep(
  services: Services,
  chargePointId: string,
  { full }: { readonly full: boolean },
): Promise<SyncResult> {
  const version = await ask(services, chargePointId, 'GetLocalListVersion', {})
  if (version.kind !== 'answered') return version
  const { listVersion } = version.confirmation
  if (listVersion === unsupportedVersion)
    return { kind: 'unsupported', problem: 'The charger has no local list.' }
  const limits = await limitsOf(services, chargePointId)
  const wanted = fittingList(await listOfCards(services.read, chargePointId), limits)
  const kept = await keptList(services.read, chargePointId)
  const isKnown = !full && kept.version === listVersion && listVersion !== emptyVersion
  if (isKnown) {
    const result = await send(services, chargePointId, localListUpdates(wanted, kept, limits), kept)
    if (result.kind !== 'failed') return result
  }
  const updates = localListUpdates(wanted, undefined, limits)
  return send(services, chargePointId, updates, { version: listVersion, entries: {} })
}

type Asked<A extends 'GetLocalListVersion' | 'SendLocalList' | 'GetConfiguration'> =
  | { readonly kind: 'answered'; readonly confirmation: Confirmation<A> }
  | { readonly kind: 'unsupported' | 'unreachable'; readonly problem: string }

async function ask<A extends 'GetLocalListVersion' | 'SendLocalList' | 'GetConfiguration'>(
  services: Services,
  chargePointId: string,
  action: A,
  request: Request<A>,
): Promise<Asked<A>> {
  const result = await commandCharger(services, chargePointId, action, request)
  if (result.confirmation !== null)
    return { kind: 'answered', confirmation: result.confirmation as Confirmation<A> }
  const kind = isUnable(result) ? 'unsupported' : 'unreachable'
  return { kind, problem: result.detail }
}

async function send(
  services: Services,
  chargePointId: string,
  updates: readonly Request<'SendLocalList'>[],
  before: KeptLocalList,
): Promise<SyncResult> {
  let kept = before
  for (const update of updates) {
    const sent = await ask(services, chargePointId, 'SendLocalList', update)
    if (sent.kind !== 'answered') return sent
    const { status } = sent.confirmation
    if (status === 'NotSupported') return { kind: 'unsupported', problem: 'The charger has no local list.' }
    if (status !== 'Accepted') return { kind: 'failed', problem: `The charger answered ${status}.` }
    kept = withUpdate(kept, update)
    await store(services, chargePointId, kept)
  }
  return { kind: 'inStep', version: kept.version, entries: Object.keys(kept.entries).length }
}

async function limitsOf(services: Services, chargePointId: string): Promise<LocalListLimits> {
  const keys = ['LocalAuthListMaxLength', 'SendLocalListMaxLength']
  const asked = await ask(services, chargePointId, 'GetConfiguration', { key: keys })
  const told = asked.kind === 'answered' ? (asked.confirmation.configurationKey ?? []) : []
  const numberOf = (key: string): number | undefined => {
    const value = Number(told.find((one) => one.key.toLowerCase() === key.toLowerCase())?.value)
    return Number.isInteger(value) && value > 0 ? value : undefined
  }
  return {
    maxEntries: numberOf('LocalAuthListMaxLength'),
    maxEntriesInMessage: numberOf('SendLocalListMaxLength'),
  }
}

/**
/**
 * Accepted cards first, and of those the ones changed last: a short list holds who is likely to come. A card with limits is
 * on none: its charger has to ask what is left. A card of a wallet is on no list as good, since a list knows no limit: a
 * charger that takes allowances has it as Invalid, so that it charges there by its allowance or by our word only, and any
 * other has to ask.
 */
async function listOfCards(runner: SqlRunner, chargePointId: string): Promise<LocalList> {
  const rows = await runner.all<{
    idTag: string
    status: 'Accepted' | 'Blocked' | 'Invalid'
    expiresAt: string | null
    parentIdTag: string | null
  }>(
    `select * from (
       select id_tag, expires_at, parent_id_tag, updated_at, case when ${blockedByOthers} then 'Blocked'
         when status = 'Accepted' and wallet_id is not null then 'Invalid' else status end as status
       from id_tag left join postpaid_account on slug = postpaid_account
       where not ${limited} and (wallet_id is null or exists (
         select 1 from wallet_post join charger on charger.id = wallet_post.charger_id
         where charge_point_id = ? and knows_limits = 1))
     ) as card order by case when status = 'Accepted' then 0 else 1 end, updated_at desc, id_tag`,
    [chargePointId],
  )
  return Object.fromEntries(
    rows.map(({ idTag, status, expiresAt, parentIdTag }): [string, IdTagInfo] => [
      idTag,
      {
        status,
        ...(expiresAt !== null && { expiryDate: expiresAt }),
        ...(parentIdTag !== null && { parentIdTag }),
      },
    ]),
  )
}

async function keptList(runner: SqlRunner, chargePointId: string): Promise<KeptLocalList> {
  const row = await first<{ version: number; entries: string }>(
    runner,
    'select version, entries from local_list join charger on charger.id = charger_id where charge_point_id = ?',
    [chargePointId],
  )
  return row
    ? { version: row.version, entries: JSON.parse(row.entries) }
    : { version: emptyVersion, entries: {} }
}

/** After each message that the charger took, so that a sync that is cut off knows where it was. */
async function store(services: Services, chargePointId: string, kept: KeptLocalList): Promise<void> {
  await services.writer.write((tx) =>
    tx.run(
      `insert into local_list (charger_id, state, version, entries)
       select id, 'behind', ?, ? from charger where charge_point_id = ?
       on conflict (charger_id) do update set version = excluded.version, entries = excluded.entries`,
      [kept.version, JSON.stringify(kept.entries), chargePointId],
    ),
  )
}

async function remember(services: Services, chargePointId: string, result: SyncResult): Promise<void> {
  const now = toIso(services.clock.wallMs())
  const state = result.kind === 'unreachable' ? 'behind' : result.kind
  const problem = result.kind === 'inStep' ? null : result.problem
  await services.writer.write((tx) =>
    tx.run(
      `insert into local_list (charger_id, state, version, entries, problem, tried_at, synced_at)
       select id, ?, 0, '{}', ?, ?, ? from charger where charge_point_id = ?
       on conflict (charger_id) do update set state = excluded.state, problem = excluded.problem,
         tried_at = excluded.tried_at, synced_at = coalesce(excluded.synced_at, local_list.synced_at)`,
      [state, problem, now, result.kind === 'inStep' ? now : null, chargePointId],
    ),
  )
}
