import { type Action, maySend, type Request, registry } from '@colok/shared/ocpp/registry'
import type { CommandAction, CommandResult } from '../../bus/contract.ts'
import { mayBeSent, type Registration } from '../../core/registration.ts'
import { first } from '../../db/database.ts'
import type { Services } from '../../services.ts'

/** Everything that OCPP 1.6 lets a central system ask of a charge point. */
export const commandActions = (Object.keys(registry) as Action[]).filter((action): action is CommandAction =>
  maySend('CentralSystem', action),
)

/** What an operator is told of a command. */
export interface CommandOutcome {
  readonly outcome:
    | 'accepted'
    | 'rejected'
    | 'failed'
    | 'noAnswer'
    | 'notConnected'
    | 'busy'
    | 'notAccepted'
    | 'queued'
  /** What that means, in a sentence. */
  readonly detail: string
  /** What the charger answered, or null. */
  readonly confirmation: object | null
  /** Of the CALLERROR with which the charger answered. */
  readonly errorCode?: string
  /** Of a command that waits for its charger. */
  readonly queuedCommandId?: string
}

/**
 * Whether the charger has said that it cannot do this, and would say so again. One that has just started answers
 * GenericError until its BootNotification is answered, and anything may break once.
 */
export function isUnable({ outcome, errorCode }: CommandOutcome): boolean {
  return outcome === 'failed' && errorCode !== 'GenericError' && errorCode !== 'InternalError'
}

/** Sends a command to a charger and waits for what becomes of it. */
export async function commandCharger<A extends CommandAction>(
  services: Services,
  chargePointId: string,
  action: A,
  request: Request<A>,
  options: { readonly timeoutMs?: number } = {},
): Promise<CommandOutcome> {
  const registration = await registrationOf(services, chargePointId)
  if (!mayBeSent(action, registration)) return notAccepted(registration)
  const result = await services.bus.send(chargePointId, action, request, options)
  services.log.info({ chargePointId, action, result: result.kind }, 'command to a charger')
  const outcome = toOutcome(result)
  services.metrics.commandEnded(action, outcome.outcome)
  return outcome
}

async function registrationOf(services: Services, chargePointId: string): Promise<Registration> {
  const row = await first<{ registration: Registration }>(
    services.read,
    'select registration from charger where charge_point_id = ?',
    [chargePointId],
  )
  return row?.registration ?? 'Rejected'
}

function notAccepted(registration: Registration): CommandOutcome {
  return {
    outcome: 'notAccepted',
    detail: `The charger is ${registration}, which does not allow this; nothing was sent.`,
    confirmation: null,
  }
}

/** The words by which the confirmations of 1.6 say yes; every other status is a no. */
const yes = new Set(['Accepted', 'Scheduled', 'RebootRequired', 'Unlocked', 'AcceptedCanceled'])

function toOutcome<A extends CommandAction>(result: CommandResult<A>): CommandOutcome {
  switch (result.kind) {
    case 'answered': {
      const { confirmation } = result
      const status = 'status' in confirmation ? String(confirmation.status) : undefined
      if (status === undefined)
        return {
          outcome: 'accepted',
          detail: 'The charger has answered.',
          confirmation,
        }
      const outcome = yes.has(status) ? 'accepted' : 'rejected'
      return {
        outcome,
        detail: `The charger answered ${status}.`,
        confirmation,
      }
    }
    case 'refused': {
      const reason = result.description === '' ? '' : `: ${result.description}`
      return {
        outcome: 'failed',
        detail: `The charger cannot do this (${result.code}${reason}).`,
        confirmation: null,
        errorCode: result.code,
      }
    }
    case 'invalidAnswer':
      return {
        outcome: 'failed',
        detail: `The charger's answer breaks OCPP: ${result.problem}`,
        confirmation: null,
      }
    case 'noAnswer':
      return {
        outcome: 'noAnswer',
        detail: 'The charger did not answer in time; it may have done it all the same. Look at its state.',
        confirmation: null,
      }
    case 'notConnected':
      return {
        outcome: 'notConnected',
        detail: 'The charger is offline; nothing was sent.',
        confirmation: null,
      }
    case 'busy':
      return {
        outcome: 'busy',
        detail: 'Too many commands are waiting for this charger; nothing was sent. Try again in a minute.',
        confirmation: null,
      }
  }
}
