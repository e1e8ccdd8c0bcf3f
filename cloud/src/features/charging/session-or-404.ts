import { Problem } from '../../http/problem.ts'
import type { Services } from '../../services.ts'
import { findSession } from './queries.ts'
import type { Session } from './schemas.ts'

/** The session with this id, or the answer that there is none. */
export async function sessionOr404({ read }: Pick<Services, 'read'>, id: string): Promise<Session> {
  const session = await findSession(read, id)
  if (session === undefined) throw new Problem('not-found', `There is no session ${id}.`)
  return session
}
