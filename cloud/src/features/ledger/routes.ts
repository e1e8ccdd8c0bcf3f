import { Hono } from 'hono'
import { z } from 'zod'
import { LedgerError } from '../../core/ledger.ts'
import { answers, checked } from '../../http/describe.ts'
import { decodeCursor, PageQuery, pageOf, toPage } from '../../http/paging.ts'
import { Problem } from '../../http/problem.ts'
import type { Services } from '../../services.ts'
import { reverseByHand } from './hand-reversal.ts'
import { findJournal, statementOf, trialBalance } from './queries.ts'
import { Journal, ReversalInput, StatementLine, TrialBalance } from './schemas.ts'

const tag = 'Ledger'
const JournalPath = z.object({ id: z.string() })

/** The books, mounted at `/ledger`. */
export function ledgerRoutes(services: Services): Hono {
  return new Hono()
    .get('/trial-balance', answers(TrialBalance, { summary: 'The trial balance', tag }), async (c) =>
      c.json(await trialBalance(services.read)),
    )
    .get(
      '/accounts/:account/statement',
      answers(pageOf(StatementLine), { summary: "An account's postings, the oldest first", tag }),
      checked('param', z.object({ account: z.string() })),
      checked('query', PageQuery),
      async (c) => {
        const { limit, cursor } = c.req.valid('query')
        const after = decodeCursor(cursor, z.string())
        const { account } = c.req.valid('param')
        const lines = await statementOf(services.read, { account, after, limit: limit + 1 })
        return c.json(toPage(lines, limit, ({ journalId }) => journalId))
      },
    )
    .get(
      '/journals/:id',
      answers(Journal, { summary: 'A journal with its postings', tag }),
      checked('param', JournalPath),
      async (c) => c.json(await journalOr404(services, c.req.valid('param').id)),
    )
    .post(
      '/journals/:id/reversal',
      answers(Journal, {
        summary: 'Take a journal back',
        description:
          'By a second journal with the opposite postings, and by two people: the first one proposes it (202), the second, who asks for the same within a week, does it. What was written is never changed.',
        tag,
        status: 201,
      }),
      checked('param', JournalPath),
      checked('json', ReversalInput),
      async (c) => {
        const { id } = c.req.valid('param')
        const { note } = c.req.valid('json')
        const done = await reverseOrProblem(services, { id, note, actor: c.var.actor })
        return c.json(await journalOr404(services, id), done === 'reversed' ? 201 : 202)
      },
    )
}

async function journalOr404(services: Services, id: string): Promise<Journal> {
  const journal = await findJournal(services.read, id)
  if (journal === undefined) throw new Problem('not-found', `There is no journal ${id}.`)
  return journal
}

async function reverseOrProblem(services: Services, wish: Parameters<typeof reverseByHand>[2]) {
  try {
    return await services.writer.write((tx) => reverseByHand(tx, services, wish))
  } catch (error) {
    if (error instanceof LedgerError) throw new Problem('conflict', error.message)
    throw error
  }
}
