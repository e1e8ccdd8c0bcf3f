import { patch, type Turn } from '../turn.ts'
import { confirm } from './confirm.ts'

/** OCPP 1.6 §5.4. */
export function clearCache(turn: Turn) {
  patch(turn, { cache: {} })
  return confirm({ status: 'Accepted' } as const)
}
