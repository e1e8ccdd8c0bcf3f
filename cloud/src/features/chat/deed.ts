import type { ChatCommand, ChatCommandName } from '../../core/chat-commands.ts'
import type { SqlRunner, Tx } from '../../db/database.ts'
import type { Language } from '../../gateways/messaging/contract.ts'
import type { Actor } from '../../http/actor.ts'
import type { Services } from '../../services.ts'
import type { CommandOutcome } from '../chargers/commands-to-chargers.ts'
import type { ChatWords } from './words/id.ts'

/** Somebody who asks for something, and may. */
export interface Asking {
  readonly services: Services
  readonly actor: Actor
  readonly language: Language
  readonly text: ChatWords
  /** Of the message that is carried out: what comes of it is known by it. */
  readonly id: string
}

export type Given<Name extends ChatCommandName> = Extract<ChatCommand, { readonly name: Name }>['given']

export interface Said {
  readonly outcome: 'done' | 'refused' | 'failed'
  readonly text: string
}

export const done = (text: string): Said => ({ outcome: 'done', text })
export const refused = (text: string): Said => ({ outcome: 'refused', text })

/** What is asked once more before it is done: a sentence, or why it need not be asked. */
export type Preview =
  | { readonly kind: 'ask'; readonly text: string }
  | { readonly kind: 'no'; readonly text: string }

export const ask = (text: string): Preview => ({ kind: 'ask', text })
export const no = (text: string): Preview => ({ kind: 'no', text })

/** What a charger is to be asked, and what is said when it agrees. */
export interface ChargerOrder {
  readonly action: 'RemoteStopTransaction' | 'Reset'
  readonly chargePointId: string
  /** Of the session that is to stop. */
  readonly transactionId: number | null
  readonly agreed: string
}

/** How a command is carried out. */
export type Deed<Name extends ChatCommandName> = {
  /** Looked at, outside of any commit, before a code is asked for; only where the command is confirmed. */
  readonly preview?: (asking: Asking, given: Given<Name>) => Promise<Preview>
} & (
  | {
      /** Only looks; done again after a kill. */
      readonly kind: 'look'
      look(asking: Asking, given: Given<Name>): Promise<Said>
    }
  | {
      /** In one commit with its answer. */
      readonly kind: 'change'
      change(tx: Tx, asking: Asking, given: Given<Name>): Promise<Said>
      /** After the commit: bells that cost a moment only when they are lost. */
      after?(services: Services): void
    }
  | {
      /** Many things of the same kind, each in a commit of its own, so that nobody waits for all of them. */
      readonly kind: 'steps'
      items(runner: SqlRunner, asking: Asking, given: Given<Name>): Promise<readonly string[]>
      /** A line about it. */
      step(tx: Tx, asking: Asking, given: Given<Name>, item: string): Promise<string>
      conclude(text: ChatWords, lines: readonly string[]): string
    }
  | {
      /** Asks a charger, once: what was cut off is not asked again. */
      readonly kind: 'order'
      order(runner: SqlRunner, asking: Asking, given: Given<Name>): Promise<ChargerOrder | Said>
    }
)

export type AnyDeed = Deed<ChatCommandName>

export function saidOf(text: ChatWords, order: ChargerOrder, { outcome }: CommandOutcome): Said {
  switch (outcome) {
    case 'accepted':
    case 'queued':
      return done(order.agreed)
    default:
      return { outcome: 'failed', text: `${order.chargePointId}: ${text.outcomes[outcome]}` }
  }
}
