import { toIso } from '@colok/shared/time'
import type { Tx } from '../../db/database.ts'
import type { Services } from '../../services.ts'

export interface AuditFacts {
  /** The name of the API key, or of the job. */
  readonly actor: string
  /** What was done, as `session.billed` or `POST /api/v1/sites`. */
  readonly action: string
  /** What it was done to: `session:0199…`, `charger:CLK-0001`. */
  readonly subject: string
  /** What was before and what is after, as far as it matters. No secrets. */
  readonly detail: object
}

/** Keeps for good that something was done; in the same commit as the deed. */
export async function recordAudit(tx: Tx, services: Services, facts: AuditFacts): Promise<void> {
  await tx.run('insert into audit_entry (id, at, actor, action, subject, detail) values (?, ?, ?, ?, ?, ?)', [
    services.newId(),
    toIso(services.clock.wallMs()),
    facts.actor,
    facts.action,
    facts.subject,
    JSON.stringify(facts.detail),
  ])
}
