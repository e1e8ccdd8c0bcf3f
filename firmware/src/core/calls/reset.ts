import type { Request } from '@colok/shared/ocpp/registry'
import { requestReset } from '../reset.ts'
import type { Turn } from '../turn.ts'
import { confirm } from './confirm.ts'

/** OCPP 1.6 §5.14. */
export function reset(turn: Turn, { type }: Request<'Reset'>) {
  requestReset(turn, type)
  return confirm({ status: 'Accepted' } as const)
}
