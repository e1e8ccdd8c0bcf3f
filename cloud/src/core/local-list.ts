import type { Request } from '@colok/shared/ocpp/registry'
import type { IdTagInfo } from '@colok/shared/ocpp/types'

/** A local authorisation list: what a charger may know of each card while it is offline. */
export type LocalList = Readonly<Record<string, IdTagInfo>>

/** What the charger's configuration keys allow; undefined where it has not said. */
export interface LocalListLimits {
  /** LocalAuthListMaxLength. */
  readonly maxEntries: number | undefined
  /** SendLocalListMaxLength: the most in one message. */
  readonly maxEntriesInMessage: number | undefined
}

/** What a charger's list is, as far as it is known. */
export interface KeptLocalList {
  readonly version: number
  readonly entries: LocalList
}

/** The list may not have any more: the first ones are the ones to keep. */
const defaultMaxEntries = 500

/** An entry is about a hundred bytes, a message at most 64 KiB. */
const defaultMaxInMessage = 100

/** The first entries that fit; `wanted` has the most important first. */
export function fittingList(wanted: LocalList, limits: LocalListLimits): LocalList {
  return Object.fromEntries(Object.entries(wanted).slice(0, limits.maxEntries ?? defaultMaxEntries))
}

/**
 * The messages that turn what the charger has into what it should have, in order, each one version further. Differences
 * go as differences; a full list goes where `kept` is undefined. None when there is nothing to change.
 */
export function localListUpdates(
  wanted: LocalList,
  kept: KeptLocalList | undefined,
  limits: LocalListLimits,
): Request<'SendLocalList'>[] {
  const perMessage = Math.max(1, limits.maxEntriesInMessage ?? defaultMaxInMessage)
  const changes = kept === undefined ? asData(wanted) : differences(wanted, kept.entries)
  if (kept !== undefined && changes.length === 0) return []
  const chunks: Data[][] = []
  for (let from = 0; from < changes.length; from += perMessage)
    chunks.push(changes.slice(from, from + perMessage))
  // An empty full list empties the charger's.
  if (chunks.length === 0) chunks.push([])
  const version = kept?.version ?? 0
  return chunks.map((localAuthorizationList, index) => ({
    listVersion: version + index + 1,
    localAuthorizationList,
    updateType: kept === undefined && index === 0 ? 'Full' : 'Differential',
  }))
}

/** What the charger has after it took `update`. */
export function withUpdate(kept: KeptLocalList, update: Request<'SendLocalList'>): KeptLocalList {
  const entries: Record<string, IdTagInfo> = update.updateType === 'Full' ? {} : { ...kept.entries }
  for (const { idTag, idTagInfo } of update.localAuthorizationList ?? []) {
    if (idTagInfo === undefined) delete entries[idTag]
    else entries[idTag] = idTagInfo
  }
  return { version: update.listVersion, entries }
}

type Data = NonNullable<Request<'SendLocalList'>['localAuthorizationList']>[number]

function asData(list: LocalList): Data[] {
  return Object.entries(list).map(([idTag, idTagInfo]) => ({ idTag, idTagInfo }))
}

/** Removals first: a full list has to make room. */
function differences(wanted: LocalList, has: LocalList): Data[] {
  const removed = Object.keys(has).filter((idTag) => !Object.hasOwn(wanted, idTag))
  const changed = asData(wanted).filter(({ idTag, idTagInfo }) => !isSame(idTagInfo, has[idTag]))
  return [...removed.map((idTag) => ({ idTag })), ...changed]
}

function isSame(one: IdTagInfo | undefined, other: IdTagInfo | undefined): boolean {
  return (
    one?.status === other?.status &&
    one?.expiryDate === other?.expiryDate &&
    one?.parentIdTag === other?.parentIdTag
  )
}
