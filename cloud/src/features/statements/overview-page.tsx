/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import { formatIdr } from '@colok/shared/money'
import type { Actor } from '../../http/actor.ts'
import type { PagePlace } from '../../web/page-place.ts'
import { type Column, orderOfTable, sortedBy, Table } from '../../web/table.tsx'
import { ConsolePage } from '../console/frame.tsx'
import type { Agreement } from '../partners/schemas.ts'
import { type PayoutView, payoutSortKeys } from '../payouts/schemas.ts'
import { termsInWords } from './agreement-words.ts'
import { type StatementSummary, statementSortKeys } from './schemas.ts'
import { statementWords } from './words.ts'

/** One page of a list. */
interface Listed<Row> {
  readonly items: readonly Row[]
  readonly nextCursor: string | null
}

interface Shares {
  readonly statements: Listed<StatementSummary>
  readonly payouts: Listed<PayoutView>
  readonly agreements: readonly Agreement[]
  /** What one partner is owed by closed statements; undefined for those who see every partner's. */
  readonly owedIdr: number | undefined
}

/** What partners are owed and paid, the newest first, and by which agreement: where one begins to read. */
export function OverviewPage({ actor, place, ...shares }: Shares & { actor: Actor; place: PagePlace }) {
  const text = statementWords[place.language]
  const { owedIdr } = shares
  return (
    <ConsolePage actor={actor} place={place} title={text.overview}>
      {owedIdr !== undefined && (
        <dl class="today">
          <div>
            <dt>{text.owed}</dt>
            <dd>{formatIdr(owedIdr, place.language)}</dd>
          </div>
        </dl>
      )}
      <Statements {...shares} place={place} />
      <Payouts {...shares} place={place} />
      <Agreements {...shares} place={place} />
    </ConsolePage>
  )
}

function Statements({ statements, owedIdr, place }: Shares & { place: PagePlace }) {
  const { language } = place
  const text = statementWords[language]
  const columns: readonly Column<StatementSummary>[] = [
    {
      ...{ key: 'number', name: text.statement },
      cell: ({ number, period }) => <a href={`/statements/${number}`}>{period}</a>,
    },
    ...partner<StatementSummary>(owedIdr, text.to),
    {
      ...{ key: 'dueIdr', name: text.due, figure: true },
      cell: ({ dueIdr }) => formatIdr(dueIdr, language),
    },
  ]
  return (
    <section class="section">
      <h2>{text.statements}</h2>
      <Table
        {...orderOfTable(place, 'statements')}
        columns={sortedBy(statementSortKeys, columns)}
        rows={statements.items}
        nextCursor={statements.nextCursor}
        label={text.statements}
        csv={false}
        empty={<p>{text.none}</p>}
      />
    </section>
  )
}

function Payouts({ payouts, owedIdr, place }: Shares & { place: PagePlace }) {
  const { language } = place
  const text = statementWords[language]
  const columns: readonly Column<PayoutView>[] = [
    { key: 'number', name: text.payouts, cell: ({ number }) => text.payout(number) },
    ...partner<PayoutView>(owedIdr, text.to),
    { key: 'state', name: text.state, cell: ({ state }) => text.states[state] },
    { key: 'bankAccount', name: text.account, cell: ({ bankAccount }) => bankAccount },
    {
      ...{ key: 'bankReference', name: text.reference },
      cell: ({ bankReference, refusal }) => bankReference ?? refusal ?? '–',
    },
    {
      ...{ key: 'amountIdr', name: text.amount, figure: true },
      cell: ({ amountIdr }) => formatIdr(amountIdr, language),
    },
  ]
  return (
    <section class="section">
      <h2>{text.payouts}</h2>
      <Table
        {...orderOfTable(place, 'payouts')}
        columns={sortedBy(payoutSortKeys, columns)}
        rows={payouts.items}
        nextCursor={payouts.nextCursor}
        label={text.payouts}
        csv={false}
        empty={<p>{text.noPayouts}</p>}
      />
    </section>
  )
}

function Agreements({ agreements, owedIdr, place }: Shares & { place: PagePlace }) {
  const { language } = place
  const text = statementWords[language]
  return (
    <section class="section">
      <h2>{text.agreements}</h2>
      {agreements.length === 0 && <p>{text.noAgreements}</p>}
      {agreements.map(({ organisation, terms, places, startsOn, endsOn }) => (
        <section class="card">
          <h3>
            {text.since(startsOn, endsOn)}
            {owedIdr === undefined && `, ${organisation}`}
          </h3>
          <ul class="points">
            {termsInWords(terms, language).map((term) => (
              <li>{term}</li>
            ))}
          </ul>
          <p class="caption">
            {places
              .map(({ site, chargePointId }) => (chargePointId === null ? site : `${site}, ${chargePointId}`))
              .join(' · ')}
          </p>
        </section>
      ))}
    </section>
  )
}

/** Whose it is stands there for those who see everybody's. */
function partner<Row extends { readonly organisation: string }>(
  owedIdr: number | undefined,
  name: string,
): readonly Column<Row>[] {
  return owedIdr === undefined
    ? [{ key: 'organisation', name, cell: ({ organisation }) => organisation }]
    : []
}
