import type { Request } from '@colok/shared/ocpp/registry'
import type { CallResult } from '@colok/shared/ocpp/rpc'
import type { CommandAction, CommandBus, CommandResult } from './contract.ts'

/** The part of a connection that the bus needs. */
interface CommandTarget {
  call<A extends CommandAction>(
    action: A,
    request: Request<A>,
    options?: { readonly timeoutMs?: number },
  ): Promise<CallResult<A>>
  refresh(): Promise<void>
  /** A connection with this claim has taken over, at another node. */
  replacedBy(epoch: number): Promise<void>
}

export type FindTarget = (chargePointId: string) => CommandTarget | undefined

/** Sends commands to the chargers that are connected to this process. */
export function inProcessBus(find: FindTarget): CommandBus {
  return {
    async send<A extends CommandAction>(
      chargePointId: string,
      action: A,
      request: Request<A>,
      options?: { readonly timeoutMs?: number },
    ): Promise<CommandResult<A>> {
      const target = find(chargePointId)
      if (target === undefined) return { kind: 'notConnected' }
      return toCommandResult(await target.call(action, request, options))
    },
    async refresh(chargePointId) {
      // When it cannot be read now, it is read when the charger connects again.
      await find(chargePointId)
        ?.refresh()
        .catch(() => {})
    },
  }
}

function toCommandResult<A extends CommandAction>(result: CallResult<A>): CommandResult<A> {
  switch (result.kind) {
    case 'confirmed':
      return { kind: 'answered', confirmation: result.confirmation }
    case 'error':
      return {
        kind: 'refused',
        code: result.code,
        description: result.description,
      }
    case 'invalid':
      return { kind: 'invalidAnswer', problem: result.problem }
    case 'timeout':
    case 'closed':
      return { kind: 'noAnswer' }
    case 'full':
      return { kind: 'busy' }
  }
}
