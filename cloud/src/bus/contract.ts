import type { ActionsSentBy, Confirmation, Request } from '@colok/shared/ocpp/registry'

export type CommandAction = ActionsSentBy<'CentralSystem'>

/** What became of a command to a charger. */
export type CommandResult<A extends CommandAction> =
  | { readonly kind: 'answered'; readonly confirmation: Confirmation<A> }
  /** The charger answered with a CALLERROR. */
  | {
      readonly kind: 'refused'
      readonly code: string
      readonly description: string
    }
  /** The charger answered with something that OCPP does not allow. */
  | { readonly kind: 'invalidAnswer'; readonly problem: string }
  /** Nothing came back by the deadline, or the connection ended first. The charger may have acted all the same. */
  | { readonly kind: 'noAnswer' }
  /** The charger has no connection to any node; nothing was sent. */
  | { readonly kind: 'notConnected' }
  /** Too many commands are waiting for this charger; nothing was sent. */
  | { readonly kind: 'busy' }

/** Reaches the node that holds the charger's connection. Never rejects. */
export interface CommandBus {
  /** Queues a command there and waits for what becomes of it. */
  send<A extends CommandAction>(
    chargePointId: string,
    action: A,
    request: Request<A>,
    options?: { readonly timeoutMs?: number },
  ): Promise<CommandResult<A>>
  /** What is stored of the charger has changed: its connection, if there is one, goes by it from now on. */
  refresh(chargePointId: string): Promise<void>
}

/** This process among those that share its database. */
export interface Node {
  /** What a claim of a connection carries. No other process ever has it; null where there is no other. */
  readonly number: number | null
  /** Lets the node that held a charger's connection know that there is a newer one. Never rejects. */
  replaced(node: number, claim: { readonly chargePointId: string; readonly epoch: number }): Promise<void>
}

/** A process that has its database to itself. */
export const onlyNode: Node = { number: null, replaced: async () => {} }
