import { formatIdr } from '@colok/shared/money'
import { businessDay } from '@colok/shared/time'
import { firstDayOf, monthAfter } from '../../../core/statement-period.ts'
import { first, type SqlRunner, type Tx } from '../../../db/database.ts'
import type { Services } from '../../../services.ts'
import { findPartner, type Partner } from '../../partners/queries.ts'
import { confirmedAccount } from '../../payouts/bank-accounts.ts'
import { proposePayout } from '../../payouts/commands.ts'
import { owedTo } from '../../payouts/owed.ts'
import { closeStatement } from '../../statements/closing.ts'
import { statementContent } from '../../statements/content.ts'
import { guaranteesDue } from '../../statements/guarantees.ts'
import { type Asking, ask, type Deed, done, no, refused } from '../deed.ts'

/** Where a month is over first, of all places where we are: each site says for itself when it is closed. */
const eastmost = 'Asia/Jayapura'

const isOver = (services: Services, period: string) =>
  businessDay(services.clock.wallMs(), eastmost) >= firstDayOf(monthAfter(period))

interface Settled {
  readonly line: string
  /** Something waits for a second person. */
  readonly isProposed: boolean
}

/** Closes one partner's statement and proposes to pay out what is owed by then. What was closed before stays as it is. */
async function settleOne(tx: Tx, asking: Asking, partner: Partner, period: string): Promise<Settled> {
  const { services, actor, text, language } = asking
  const result = await closeStatement(tx, services, { partner, period, actor: actor.name })
  const settled = (what: string, isProposed = false) => ({ line: `${partner.name}: ${what}`, isProposed })
  if (result.kind === 'notOver') return settled(text.notOver(result.site))
  const statement =
    result.kind === 'closed'
      ? text.closed(result.number)
      : result.kind === 'closedAlready'
        ? text.closedBefore(result.period)
        : text.nothingToClose
  const owedIdr = await owedTo(tx, partner.id)
  if (owedIdr <= 0) return settled(`${statement}; ${text.nothingOwed}`)
  if ((await confirmedAccount(tx, partner.id)) === undefined)
    return settled(`${statement}; ${text.notProposed(text.noAccount)}`)
  const number = await proposePayout(tx, services, { partner, amountIdr: undefined, note: undefined, actor })
  return settled(`${statement}; ${text.proposed(number, formatIdr(owedIdr, language))}`, true)
}

export const settle: Deed<'settle'> = {
  kind: 'change',
  async preview({ services, text, language }, { partner: slug, period }) {
    const { read } = services
    const partner = await findPartner(read, slug)
    if (partner === undefined) return no(text.noPartner(slug))
    if (!isOver(services, period)) return no(text.monthNotOver(period))
    const money = (amountIdr: number) => formatIdr(amountIdr, language)
    const closed = await first<{ period: string }>(
      read,
      'select period from statement where organisation_id = ? and period >= ? order by period limit 1',
      [partner.id, period],
    )
    if (closed !== undefined) {
      const owedIdr = await owedTo(read, partner.id)
      return owedIdr > 0
        ? ask(text.settleClosedAsk(partner.name, closed.period, money(owedIdr)))
        : no(`${partner.name}: ${text.closedBefore(closed.period)}; ${text.nothingOwed}`)
    }
    const beside = await guaranteesDue(read, { organisationId: partner.id, period })
    const { lines, totals, owedIdr } = await statementContent(read, services, { partner, period, beside })
    if (lines.length === 0) return no(text.settleNothing(partner.name, period))
    return ask(text.settleAsk(partner.name, period, lines.length, money(totals.dueIdr), money(owedIdr)))
  },
  async change(tx, asking, { partner: slug, period }) {
    const { text } = asking
    const partner = await findPartner(tx, slug)
    if (partner === undefined) return refused(text.noPartner(slug))
    const { line, isProposed } = await settleOne(tx, asking, partner, period)
    return done(isProposed ? `${line}.\n${text.secondPerson}` : `${line}.`)
  },
}

/** Whoever had an agreement by the end of a month. */
function partnersUntil(runner: SqlRunner, period: string) {
  return runner.all<{ slug: string }>(
    `select slug from organisation where kind = 'partner'
       and exists (select 1 from agreement where organisation_id = organisation.id and starts_on < ?)
     order by slug`,
    [firstDayOf(monthAfter(period))],
  )
}

export const settleall: Deed<'settleall'> = {
  kind: 'steps',
  async preview({ services, text }, { period }) {
    if (!isOver(services, period)) return no(text.monthNotOver(period))
    const partners = await partnersUntil(services.read, period)
    return partners.length === 0
      ? no(text.noPartners(period))
      : ask(text.settleAllAsk(partners.length, period))
  },
  async items(runner, _, { period }) {
    return (await partnersUntil(runner, period)).map(({ slug }) => slug)
  },
  async step(tx, asking, { period }, slug) {
    const partner = await findPartner(tx, slug)
    if (partner === undefined) return asking.text.noPartner(slug)
    return (await settleOne(tx, asking, partner, period)).line
  },
  conclude: (text, lines) => [...lines, text.secondPerson].join('\n'),
}
