/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import { formatIdr } from '@colok/shared/money'
import { formatKwh } from '@colok/shared/units'
import type { CostKind } from '../../core/profit-and-loss.ts'
import { monthAfter, monthBefore } from '../../core/statement-period.ts'
import type { Actor } from '../../http/actor.ts'
import { assetUrl } from '../../web/assets.ts'
import { BarChart } from '../../web/chart.tsx'
import type { ChartColour } from '../../web/chart-frame.tsx'
import { addressOf, type PagePlace } from '../../web/page-place.ts'
import { Table } from '../../web/table.tsx'
import { ConsolePage } from '../console/frame.tsx'
import { profitColumns, totalRow } from './columns.ts'
import { type PostProfit, type ProfitAndLoss, profitSortKeys } from './schemas.ts'
import { economicsWords } from './words.ts'

/** Beyond so many bars nobody tells one from another. */
const mostBars = 24

/** The parts of a bar from the bottom up; what is small stands together, for a chart has fewer colours than a table columns. */
const parts: readonly { readonly of: readonly CostKind[]; readonly colour: ChartColour }[] = [
  { of: ['energyIdr'], colour: 'blue' },
  { of: ['partnerIdr'], colour: 'violet' },
  { of: ['gatewayFeeIdr'], colour: 'amber' },
  { of: ['visitsIdr'], colour: 'red' },
  { of: ['messagesIdr', 'simIdr', 'otherIdr'], colour: 'grey' },
]

export function EconomicsPage({
  actor,
  place,
  profit,
}: {
  readonly actor: Actor
  readonly place: PagePlace
  readonly profit: ProfitAndLoss
}) {
  const { language } = place
  const text = economicsWords[language]
  const { month, posts, total } = profit
  const rows = posts.length > 1 ? [...posts, totalRow(profit, language)] : posts
  const sortable: readonly string[] = profitSortKeys
  const columns = profitColumns(language).map((column) => ({
    ...column,
    sorts: sortable.includes(column.key),
  }))
  const money = (amountIdr: number) => formatIdr(amountIdr, language)
  return (
    <ConsolePage
      actor={actor}
      place={place}
      title={`${text.title}, ${month}`}
      lead={text.lead}
      actions={
        <>
          <a href={addressOf(place, { month: monthBefore(month) })}>{text.before}</a>
          <a href={addressOf(place, { month: monthAfter(month) })}>{text.after}</a>
        </>
      }
      section="/economics"
    >
      <link rel="stylesheet" href={assetUrl('chart.css')} />
      <form action="/economics" class="row">
        <label>
          {text.month}
          <input type="month" name="month" value={month} required />
        </label>
        <button class="button" type="submit">
          {text.show}
        </button>
      </form>
      {total.unpricedWh > 0 && <p class="refusal">{text.unpriced(formatKwh(total.unpricedWh, language))}</p>}
      <BarChart
        title={text.chart}
        language={language}
        summary={text.chartSummary(money(total.revenueIdr), money(total.resultIdr))}
        measure="money"
        slots={posts.slice(0, mostBars).map(slotOf)}
        series={[
          ...parts.map(({ of, colour }) => ({ name: of.map((kind) => text.costs[kind]).join(', '), colour })),
          { name: text.result, colour: 'green' },
        ]}
        slotName={text.post}
      />
      <Table
        place={place}
        label={text.title}
        columns={columns}
        rows={rows}
        nextCursor={null}
        sort={place.query.sort ?? ''}
        empty={<p>{text.none}</p>}
      />
    </ConsolePage>
  )
}

/** A bar is as high as what was spent, and what is left on top; what came back, and a loss, have no height. */
function slotOf(post: PostProfit) {
  const label = post.chargePointId ?? '–'
  const spent = parts.map(({ of }) => of.reduce((sum, kind) => sum + post[kind], 0))
  const values = [...spent, post.resultIdr].map((value) => Math.max(0, value))
  return { label, name: label, values }
}
