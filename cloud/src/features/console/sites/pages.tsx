/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import type { PowerBudget } from '../../power-budgets/schemas.ts'
import { type Site, siteSortKeys } from '../../sites/schemas.ts'
import { type Asking, filled, hrefOf } from '../asking.ts'
import { columnsIn } from '../columns.tsx'
import { DeedLink, deskPage, Facts, type ListPage, Mark, Section, ShortList, ViewLink } from '../desk.tsx'
import { percent, watts } from '../figures.ts'
import { pbjtModes, sharings, siteWords as w } from './words.ts'

export const siteList: ListPage<Site> = {
  path: '/console/sites',
  api: '/sites',
  title: w.title,
  lead: w.lead,
  empty: w.empty,
  sorts: siteSortKeys,
  makes: { form: '/console/sites/new', button: w.make },
  columns: ({ language }) => {
    const { text } = columnsIn<Site>(language)
    return [
      text('name', w.name, ({ slug, name }) => <a href={hrefOf('/console/sites/:slug', { slug })}>{name}</a>),
      text('slug', w.slug),
      text('address', w.address, ({ address }) => <span class="wrapped">{address}</span>),
      text('timeZone', w.zone),
    ]
  },
  fileOnly: { latitude: ({ latitude }) => latitude, longitude: ({ longitude }) => longitude },
}

/** One site, and how its power is shared at this moment. */
export async function sitePage(asking: Asking): Promise<Response> {
  const { c, api, names, language } = asking
  const site = await api.get<Site>(c, filled('/sites/:slug', names))
  const budget = await api.find<PowerBudget>(c, filled('/sites/:slug/power-budget', names))
  const { slug } = site
  return deskPage(asking, {
    title: site.name,
    section: '/console/sites',
    lead: site.address,
    actions: (
      <>
        <DeedLink asking={asking} form="/console/sites/:slug/edit" names={{ slug }} text={w.edit} />
        <DeedLink asking={asking} form="/console/sites/:slug/power" names={{ slug }} text={w.setBudget} />
        {budget && (
          <DeedLink
            asking={asking}
            form="/console/sites/:slug/power/removal"
            names={{ slug }}
            text={w.removeBudget}
          />
        )}
      </>
    ),
    children: (
      <>
        <Facts
          facts={[
            [w.slug[language], slug],
            [w.zone[language], site.timeZone],
            [w.place[language], `${site.latitude}, ${site.longitude}`],
            [
              w.pbjt[language],
              `${pbjtModes[site.pbjt.mode][language]}${site.pbjt.mode === 'none' ? '' : `, ${percent(site.pbjt.basisPoints, language)}`}`,
            ],
            [
              w.chargerList[language],
              <a href={`/console/chargers?${new URLSearchParams({ text: slug })}`}>
                {w.chargerList[language]}
              </a>,
            ],
            [
              w.prices[language],
              <ViewLink asking={asking} view="/console/sites/:slug/purchase-tariffs" names={{ slug }}>
                {w.seePrices[language]}
              </ViewLink>,
            ],
          ]}
        />
        {budget === undefined ? (
          <Section title={w.budget[language]}>
            <p>{w.noBudget[language]}</p>
          </Section>
        ) : (
          <Budget asking={asking} budget={budget} />
        )}
      </>
    ),
  })
}

function Budget({ asking, budget }: { readonly asking: Asking; readonly budget: PowerBudget }) {
  const { language } = asking
  const chargers = columnsIn<PowerBudget['chargers'][number]>(language)
  const sockets = columnsIn<PowerBudget['sockets'][number]>(language)
  return (
    <>
      <Section title={w.budget[language]}>
        <Facts
          facts={[
            [w.limit[language], watts(budget.limitW, language)],
            [w.mayDraw[language], watts(budget.mayDrawW, language)],
            [
              w.state[language],
              <Mark
                colour={budget.isOver ? 'red' : 'green'}
                text={(budget.isOver ? w.over : w.within)[language]}
              />,
            ],
            [w.sharing[language], sharings[budget.sharing][language]],
          ]}
        />
      </Section>
      <ShortList
        title={w.chargers[language]}
        columns={[
          chargers.text('chargePointId', w.charger),
          chargers.whole('mayDrawW', w.may, ({ mayDrawW }) => watts(mayDrawW, language)),
          chargers.whole('safeW', w.safe, ({ safeW }) => watts(safeW, language)),
          chargers.text('problem', w.problem),
        ]}
        rows={budget.chargers}
        empty={w.noChargers[language]}
      />
      <ShortList
        title={w.sockets[language]}
        columns={[
          sockets.text(
            'chargePointId',
            w.socket,
            ({ chargePointId, connectorId }) => `${chargePointId} · ${connectorId}`,
          ),
          sockets.text('isOn', w.state, ({ isOn }) => (
            <Mark colour={isOn ? 'green' : 'amber'} text={(isOn ? w.on : w.waits)[language]} />
          )),
          sockets.whole('limitW', w.may, ({ limitW }) => watts(limitW, language)),
          sockets.whole('toldW', w.told, ({ toldW }) => watts(toldW, language)),
          sockets.whole('powerW', w.draws, ({ powerW }) => watts(powerW, language)),
        ]}
        rows={budget.sockets}
        empty={w.noSockets[language]}
      />
    </>
  )
}
