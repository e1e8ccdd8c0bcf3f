import { flagOf } from '../configuration.ts'
import type { Turn } from '../turn.ts'
import { confirm } from './confirm.ts'

/** OCPP 1.6 §5.10: 0 for an empty list, −1 where lists are switched off. */
export function getLocalListVersion({ state }: Turn) {
  return confirm({
    listVersion: flagOf(state, 'LocalAuthListEnabled') ? state.localList.version : -1,
  })
}
