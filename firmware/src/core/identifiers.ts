import { parseDateTime } from '@colok/shared/ocpp/date-time'
import type { IdTagInfo } from '@colok/shared/ocpp/types'
import { allowanceOf } from './allowances.ts'
import { flagOf } from './configuration.ts'
import type { Allowance, StoredIdTagInfo } from './durable.ts'
import type { Now } from './now.ts'
import type { ChargerState, RefusalReason } from './state.ts'
import { tagKey } from './tag-key.ts'
import { patch, type Turn } from './turn.ts'

/** Enough for the regulars of one post; the one unused for longest makes room. */
const cacheSize = 300

/** idTags are sent as they came and compare without case. */
export function isSameTag(one: string, other: string): boolean {
  return tagKey(one) === tagKey(other)
}

/** What this charger knows of a card by itself: the local list before the cache (OCPP 1.6 §3.5). */
export function lookUp(state: ChargerState, idTag: string, now: Now): StoredIdTagInfo | undefined {
  const listed = flagOf(state, 'LocalAuthListEnabled') ? state.localList.entries[tagKey(idTag)] : undefined
  const cached = flagOf(state, 'AuthorizationCacheEnabled') ? state.cache[tagKey(idTag)] : undefined
  const info = listed ?? cached
  return info === undefined ? undefined : isExpired(info, now) ? { ...info, status: 'Expired' } : info
}

export function isExpired({ status, expiryDate }: StoredIdTagInfo, now: Now): boolean {
  if (status !== 'Accepted' || expiryDate === null || now.wall === 'unsynced') return false
  const at = parseDateTime(expiryDate)
  return at !== undefined && at <= now.wall
}

/** Nobody knows the date at a charger whose clock was never right: a card that is good until some day may be past it. */
function mayHaveExpired({ expiryDate }: StoredIdTagInfo, now: Now): boolean {
  return expiryDate !== null && now.wall === 'unsynced'
}

export type Verdict =
  /** `allowance`: up to there, and this once. */
  | { kind: 'accepted'; parentIdTag: string | null; allowance?: Allowance }
  | { kind: 'refused'; reason: RefusalReason }

/** Whether a card may charge while nobody can be asked. */
export function judgeOffline(state: ChargerState, idTag: string, now: Now): Verdict {
  if (!flagOf(state, 'LocalAuthorizeOffline')) return { kind: 'refused', reason: 'offline' }
  const allowance = allowanceOf(state.allowances, idTag)
  if (allowance === 'spent') return { kind: 'refused', reason: 'offline' }
  if (allowance !== undefined) return { kind: 'accepted', parentIdTag: null, allowance }
  const known = lookUp(state, idTag, now)
  if (known?.status === 'Accepted' && mayHaveExpired(known, now))
    return { kind: 'refused', reason: 'offline' }
  if (known !== undefined) return judge(known)
  return flagOf(state, 'AllowOfflineTxForUnknownId')
    ? { kind: 'accepted', parentIdTag: null }
    : { kind: 'refused', reason: 'offline' }
}

export function judge(info: StoredIdTagInfo): Verdict {
  return info.status === 'Accepted'
    ? { kind: 'accepted', parentIdTag: info.parentIdTag }
    : { kind: 'refused', reason: info.status }
}

/** What the central system says of a card, as it is kept. */
export function toStored(info: IdTagInfo): StoredIdTagInfo {
  return {
    status: info.status,
    parentIdTag: info.parentIdTag?.toUpperCase() ?? null,
    expiryDate: info.expiryDate ?? null,
  }
}

/**
 * Keeps what the central system said of a card, unless the local list already speaks of it. One whose sessions are limited
 * is asked about each time: what was good for so much is not good without it.
 */
export function remember(turn: Turn, idTag: string, info: StoredIdTagInfo): void {
  const { state } = turn
  const key = tagKey(idTag)
  if (!flagOf(state, 'AuthorizationCacheEnabled') || state.localList.entries[key] !== undefined) return
  if (isLimited(state, key)) return
  if (sameInfo(state.cache[key], info)) return
  const { [key]: _, ...others } = state.cache
  const kept = Object.entries(others).slice(-(cacheSize - 1))
  patch(turn, { cache: Object.fromEntries([...kept, [key, info]]) })
}

/** Whether the central system bounds what this card takes. */
function isLimited({ allowances, paidLimits, connectors }: ChargerState, key: string): boolean {
  return (
    allowances.cards[key] !== undefined ||
    Object.keys(paidLimits).some((each) => each.endsWith(` ${key}`)) ||
    connectors.some(
      ({ activity }) =>
        (activity.kind === 'charging' || activity.kind === 'stopping') &&
        isSameTag(activity.session.idTag, key) &&
        Object.values(activity.session.limits).some((limit) => limit !== null),
    )
  )
}

function sameInfo(one: StoredIdTagInfo | undefined, other: StoredIdTagInfo): boolean {
  return (
    one?.status === other.status &&
    one.parentIdTag === other.parentIdTag &&
    one.expiryDate === other.expiryDate
  )
}
