import type { Actor } from '../../http/actor.ts'
import { Problem } from '../../http/problem.ts'
import type { Services } from '../../services.ts'
import { ownOrganisation } from '../partners/own.ts'
import { findStatement } from './queries.ts'

/** A statement that this caller may see, with its keys; to whom it is not, it does not exist. */
export async function statementFor({ read }: Pick<Services, 'read'>, number: number, actor: Actor) {
  const statement = await findStatement(read, { number, organisationId: ownOrganisation(actor) })
  if (statement === undefined) throw new Problem('not-found', `There is no statement ${number}.`)
  return statement
}
