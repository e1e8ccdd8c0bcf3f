/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import type { Context } from 'hono'
import type { ChargerCondition } from '../../core/charger-condition.ts'
import { OverviewBoard } from '../../core/overview-board.ts'
import { listQuery } from '../../http/list-query.ts'
import { sortParameter } from '../../http/sorted-list.ts'
import type { Services } from '../../services.ts'
import type { Language } from '../../web/language.ts'
import { pagePlace } from '../../web/page-place.ts'
import { Table } from '../../web/table.tsx'
import { boardChargers, listChargers } from '../chargers/queries.ts'
import { ChargerQuery, chargerSortKeys } from '../chargers/schemas.ts'
import { sitePlaces } from '../sites/queries.ts'
import { ConditionPill, chargerColumns, chargerFilters } from './charger/columns.tsx'
import { newCharger } from './charger/new-deed.ts'
import { DeedLink } from './desk.tsx'
import { ConsolePage } from './frame.tsx'
import { type Today, todayWithin } from './overview.ts'
import { countFigures, todayFigures } from './overview-figures.ts'
import { OverviewMap } from './overview-map.tsx'
import { consoleWords } from './words.ts'

/** The gravest first: whoever looks up from something else sees what is to be done. */
const OverviewQuery = ChargerQuery.extend({ sort: sortParameter(chargerSortKeys, 'condition') })

/** What an operator keeps open all day: how many chargers are how, where, and which. It is complete as it comes, then live. */
export async function overviewPage(c: Context, services: Services): Promise<Response> {
  const query = listQuery(c, OverviewQuery)
  const place = pagePlace(c)
  const { language } = place
  const text = consoleWords[language]
  const { reach } = c.var.actor
  const board = new OverviewBoard(await boardChargers(services, reach))
  const { items, nextCursor } = await listChargers(services, { ...query, reach })
  const today = await todayWithin(services, reach)
  const sites = await sitePlaces(services, reach)
  const { places } = board
  return c.html(
    <ConsolePage actor={c.var.actor} place={place} title={text.overview} scripts={['live.js']}>
      <colok-board src="/console/live">
        <Figures counts={board.counts} today={today} language={language} />
        {places.size > 0 && (
          <OverviewMap
            places={sites.flatMap((site) => {
              const condition = places.get(site.slug)
              return condition === undefined ? [] : [{ ...site, condition }]
            })}
            tiles={services.settings.mapTiles}
            caption={text.mapCaption(places.size)}
          />
        )}
        <Table
          place={place}
          label={text.chargers}
          columns={chargerColumns(language)}
          rows={items}
          keyOf={({ chargePointId }) => chargePointId}
          nextCursor={nextCursor}
          sort={query.sort}
          filters={chargerFilters(language)}
          csv={false}
          empty={
            <>
              <p>{text.noChargers}</p>
              <DeedLink asking={{ c, language }} form={newCharger.path} text={newCharger.title} />
            </>
          }
        />
      </colok-board>
    </ConsolePage>,
  )
}

function Figures({
  counts,
  today,
  language,
}: {
  readonly counts: ReadonlyMap<ChargerCondition, number>
  readonly today: Today
  readonly language: Language
}) {
  const text = consoleWords[language]
  return (
    <div class="figures">
      <ul class="counts">
        {countFigures(counts, language).map(([condition, figure]) => (
          <li>
            <a href={`/console?condition=${condition}`}>
              <strong data-figure={condition}>{figure}</strong>
              <ConditionPill condition={condition} text={text.conditions[condition]} />
            </a>
          </li>
        ))}
      </ul>
      <dl class="today">
        {todayFigures(today, language).map(([one, figure]) => (
          <div>
            <dt>{text.today[one]}</dt>
            <dd data-figure={one}>{figure}</dd>
          </div>
        ))}
      </dl>
    </div>
  )
}
