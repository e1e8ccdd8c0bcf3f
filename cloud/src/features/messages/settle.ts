import { toIso } from '@colok/shared/time'
import { fromStoredInstant } from '../../core/instant-text.ts'
import type { Tx } from '../../db/database.ts'
import type { Services } from '../../services.ts'
import type { NextStep } from './next-step.ts'
import type { Treatment } from './templates.ts'

type FinalState = 'sent' | 'delivered' | 'read' | 'failed' | 'expired' | 'stopped'

/** Nothing more is to be done for a message; a secret that stood in it is forgotten. */
export async function settle(
  tx: Tx,
  services: Services,
  message: {
    readonly id: string
    readonly state: FinalState
    readonly problem?: string
    readonly treatment: Treatment
  },
): Promise<void> {
  const { id, state, problem, treatment } = message
  await tx.run(
    `update message set state = ?, problem = ?, due_at = null, settled_at = ?${treatment.isSecret ? ', sealed_parameters = null' : ''}
     where id = ?`,
    [state, problem ?? null, toIso(services.clock.wallMs()), id],
  )
  services.messages.queued()
}

/** Writes down what is to be done about a message next. */
export async function takeStep(
  tx: Tx,
  services: Services,
  message: {
    readonly id: string
    readonly step: NextStep
    readonly problem: string | undefined
    readonly treatment: Treatment
    readonly expiresAt: string
    readonly tellsOfDelivery: boolean
  },
): Promise<void> {
  const { id, step, problem, treatment, expiresAt, tellsOfDelivery } = message
  const now = services.clock.wallMs()
  const due = (at: number) => toIso(Math.min(at, fromStoredInstant(expiresAt)))
  switch (step.kind) {
    case 'sent': {
      // A secret is still needed should its delivery fail, and is forgotten at the end of its life at the latest.
      const keepsSecret = treatment.isSecret && tellsOfDelivery
      const lookAt = step.lookAt ?? (keepsSecret ? fromStoredInstant(expiresAt) : undefined)
      if (lookAt === undefined) return settle(tx, services, { id, state: 'sent', treatment })
      await tx.run("update message set state = 'sent', problem = null, due_at = ? where id = ?", [
        due(lookAt),
        id,
      ])
      return
    }
    case 'again':
      await tx.run("update message set state = 'pending', problem = ?, due_at = ? where id = ?", [
        problem ?? null,
        due(step.at),
        id,
      ])
      return
    case 'nextAddress':
      await tx.run(
        `update message set state = 'pending', problem = ?, due_at = ?, attempts = 0, address_index = address_index + 1
         where id = ?`,
        [problem ?? null, toIso(now), id],
      )
      return
    case 'failed':
      return settle(tx, services, {
        id,
        state: 'failed',
        ...(problem !== undefined && { problem }),
        treatment,
      })
  }
}
