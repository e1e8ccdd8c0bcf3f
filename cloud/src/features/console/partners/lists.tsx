/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import type { Language } from '../../../web/language.ts'
import { type Agreement, agreementSortKeys } from '../../partners/schemas.ts'
import { type PayoutView, payoutSortKeys } from '../../payouts/schemas.ts'
import { type StatementSummary, statementSortKeys } from '../../statements/schemas.ts'
import { type Asking, hrefOf } from '../asking.ts'
import { columnsIn } from '../columns.tsx'
import { type ListPage, Mark, ViewLink } from '../desk.tsx'
import { percent } from '../figures.ts'
import { payoutColours, payoutStates, partnerWords as w } from './words.ts'

const byPartner = (language: Language) =>
  [{ name: 'organisation', label: w.partner[language], kind: 'text' }] as const

export function PartnerLink({ asking, slug }: { readonly asking: Asking; readonly slug: string }) {
  return (
    <ViewLink asking={asking} view="/console/partners/:slug" names={{ slug }}>
      {slug}
    </ViewLink>
  )
}

export const shareText = ({ share }: Agreement['terms'], language: Language): string =>
  `${percent(share.basisPoints, language)} ${(share.of === 'gross' ? w.gross : w.net)[language]}`

export const agreementList: ListPage<Agreement> = {
  path: '/console/agreements',
  api: '/agreements',
  title: w.agreements,
  lead: w.agreementsLead,
  empty: w.noAgreements,
  sorts: agreementSortKeys,
  makes: { form: '/console/agreements/new', button: w.newAgreement },
  filters: byPartner,
  columns: (asking) => {
    const { language } = asking
    const { text } = columnsIn<Agreement>(language)
    return [
      text('startsOn', w.starts, ({ id, startsOn }) => (
        <a href={hrefOf('/console/agreements/:id', { id })}>{startsOn}</a>
      )),
      text('endsOn', w.ends),
      text('organisation', w.partner, ({ organisation }) => (
        <PartnerLink asking={asking} slug={organisation} />
      )),
      {
        key: 'places',
        name: w.places[language],
        cell: ({ places }) => (
          <span class="wrapped">
            {places.map(({ site, chargePointId }) => chargePointId ?? site).join(', ')}
          </span>
        ),
        csv: ({ places }) => places.map(({ site, chargePointId }) => chargePointId ?? site).join(' '),
      },
      {
        key: 'share',
        name: w.share[language],
        cell: ({ terms }) => shareText(terms, language),
        csv: ({ terms }) => terms.share.basisPoints,
        figure: true,
      },
    ]
  },
  fileOnly: { id: ({ id }) => id, supersedes: ({ supersedes }) => supersedes },
}

export const statementList: ListPage<StatementSummary> = {
  path: '/console/partner-statements',
  api: '/statements',
  title: w.statements,
  lead: w.statementsLead,
  empty: w.noStatements,
  sorts: statementSortKeys,
  makes: { form: '/console/partner-statements/close', button: w.close },
  filters: byPartner,
  columns: (asking) => {
    const { language } = asking
    const { text, rupiah, when } = columnsIn<StatementSummary>(language)
    return [
      text('number', w.number, ({ number }) => <a href={`/statements/${number}`}>{String(number)}</a>),
      text('period', w.period),
      text('organisation', w.partner, ({ organisation }) => (
        <PartnerLink asking={asking} slug={organisation} />
      )),
      rupiah('dueIdr', w.due),
      when('closedAt', w.closed),
      text('closedBy', w.by),
    ]
  },
}

export const payoutList: ListPage<PayoutView> = {
  path: '/console/payouts',
  api: '/payouts',
  title: w.payouts,
  lead: w.payoutsLead,
  empty: w.noPayouts,
  sorts: payoutSortKeys,
  makes: { form: '/console/payouts/new', button: w.propose },
  filters: byPartner,
  columns: (asking) => {
    const { language } = asking
    const { text, rupiah, when } = columnsIn<PayoutView>(language)
    return [
      text('number', w.number, ({ number }) => (
        <a href={hrefOf('/console/payouts/:number', { number: String(number) })}>{String(number)}</a>
      )),
      text('organisation', w.partner, ({ organisation }) => (
        <PartnerLink asking={asking} slug={organisation} />
      )),
      rupiah('amountIdr', w.amount),
      text('state', w.state, ({ state }) => (
        <Mark colour={payoutColours[state]} text={payoutStates[state][language]} />
      )),
      text('proposedBy', w.by),
      when('proposedAt', w.proposed),
      text('bankReference', w.reference),
    ]
  },
}
