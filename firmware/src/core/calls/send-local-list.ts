import type { Request } from '@colok/shared/ocpp/registry'
import { flagOf, integerOf } from '../configuration.ts'
import type { StoredIdTagInfo } from '../durable.ts'
import { toStored } from '../identifiers.ts'
import { tagKey } from '../tag-key.ts'
import { log, patch, type Turn } from '../turn.ts'
import { confirm } from './confirm.ts'

/**
 * OCPP 1.6 §5.15. A full list replaces what is there; a differential one adds, changes and (without idTagInfo)
 * removes, and must be newer. All or nothing.
 */
export function sendLocalList(turn: Turn, request: Request<'SendLocalList'>) {
  const { state } = turn
  const { listVersion, updateType, localAuthorizationList: changes = [] } = request
  if (!flagOf(state, 'LocalAuthListEnabled')) return confirm({ status: 'NotSupported' } as const)
  if (updateType === 'Differential' && listVersion <= state.localList.version)
    return confirm({ status: 'VersionMismatch' } as const)
  const entries =
    updateType === 'Full'
      ? new Map<string, StoredIdTagInfo>()
      : new Map(Object.entries(state.localList.entries))
  for (const { idTag, idTagInfo } of changes) {
    if (idTagInfo !== undefined) entries.set(tagKey(idTag), toStored(idTagInfo))
    else if (updateType === 'Full') return refuse(turn, `${idTag} has no idTagInfo in a full list`)
    else entries.delete(tagKey(idTag))
  }
  if (changes.length > integerOf(state, 'SendLocalListMaxLength'))
    return refuse(turn, `${changes.length} entries at once`)
  if (entries.size > integerOf(state, 'LocalAuthListMaxLength'))
    return refuse(turn, `${entries.size} entries in all`)
  if (listVersion < 1) return refuse(turn, `version ${listVersion}`)
  // An empty list has version 0 (OCPP 1.6 §5.10), whatever number it came with.
  const version = entries.size === 0 ? 0 : listVersion
  patch(turn, { localList: { version, entries: Object.fromEntries(entries) } })
  return confirm({ status: 'Accepted' } as const)
}

function refuse(turn: Turn, problem: string) {
  log(turn, 'warn', `Local list refused: ${problem}`)
  return confirm({ status: 'Failed' } as const)
}
