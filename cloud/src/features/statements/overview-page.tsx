/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import { formatIdr } from '@colok/shared/money'
import { assetUrl } from '../../web/assets.ts'
import type { Language } from '../../web/language.ts'
import { Page } from '../../web/layout.tsx'
import type { PayoutView } from '../payouts/schemas.ts'
import type { StatementSummary } from './schemas.ts'
import { statementWords } from './words.ts'

/** A partner's statements and payouts, the newest first: where one begins to read. */
export function OverviewPage({
  statements,
  payouts,
  language,
  path,
}: {
  readonly statements: readonly StatementSummary[]
  readonly payouts: readonly PayoutView[]
  readonly language: Language
  readonly path: string
}) {
  const text = statementWords[language]
  return (
    <Page language={language} title={text.overview} path={path}>
      <link rel="stylesheet" href={assetUrl('records.css')} />
      <h1>{text.overview}</h1>
      {statements.length === 0 && <p>{text.none}</p>}
      {statements.map(({ number, organisation, period, dueIdr }) => (
        <a class="post-link" href={`/statements/${number}`}>
          <span>
            <strong>{period}</strong>
            {organisation}, {text.title(number)}
          </span>
          <strong class="post-id">{formatIdr(dueIdr, language)}</strong>
        </a>
      ))}
      {payouts.length > 0 && <h2>{text.payouts}</h2>}
      {payouts.map((payout) => (
        <section class="socket bill">
          <dl>
            <dt>{text.payout(payout.number)}</dt>
            <dd>{formatIdr(payout.amountIdr, language)}</dd>
            <dt>{text.states[payout.state]}</dt>
            <dd>{payout.bankReference ?? payout.refusal ?? ''}</dd>
            <dt>{text.account}</dt>
            <dd>{payout.bankAccount}</dd>
          </dl>
        </section>
      ))}
    </Page>
  )
}
