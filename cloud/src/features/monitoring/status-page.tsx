/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import { toIso } from '@colok/shared/time'
import { Hono } from 'hono'
import type { Services } from '../../services.ts'
import { type Language, languageOf, placeOf, timeOfDay } from '../../web/language.ts'
import { Page } from '../../web/layout.tsx'
import { StatePill } from '../../web/state-pill.tsx'
import { type NetworkStatus, type SiteStatus, StatusBoard } from './status.ts'
import { percentText, statusWords } from './words.ts'

/** The page asks for itself again where there is no script. */
const refreshS = 60

/** How the network is, for anybody; mounted at `/status`. */
export function statusPages(services: Services): Hono {
  const board = new StatusBoard(services)
  return new Hono().get('/', async (c) => {
    const status = await board.now()
    const { name } = services.settings.operator
    return c.html(<StatusPage status={status} operator={name} language={languageOf(c)} />)
  })
}

function StatusPage({
  status,
  operator,
  language,
}: {
  readonly status: NetworkStatus
  readonly operator: string
  readonly language: Language
}) {
  const text = statusWords[language]
  const { sites, basisPoints, at } = status
  const troubled = sites.filter(({ working, sockets }) => working < sockets)
  return (
    <Page language={language} title={text.title(operator)} path="/status" refreshS={refreshS}>
      <div>
        <h1>{text.title(operator)}</h1>
        <p class="place">{text.at(timeOfDay(toIso(at), placeOf({ timeZone: 'Asia/Jakarta' }, language)))}</p>
      </div>
      <p role="status">
        {troubled.length === 0 ? text.allWell : text.troubled(troubled.length, sites.length)}
      </p>
      {basisPoints !== undefined && <p>{text.overall(percentText(basisPoints, language))}</p>}
      {sites.length === 0 && <p>{text.none}</p>}
      {[...troubled, ...sites.filter((site) => !troubled.includes(site))].map((site) => (
        <Site site={site} language={language} />
      ))}
    </Page>
  )
}

function Site({ site, language }: { readonly site: SiteStatus; readonly language: Language }) {
  const text = statusWords[language]
  const { name, sockets, working, basisPoints, troubleSince } = site
  const state = working === sockets ? 'Available' : working === 0 ? 'offline' : 'Faulted'
  return (
    <section class="socket">
      <div class="socket-head">
        <h2>{name}</h2>
        <StatePill state={state} text={text.sockets(working, sockets)} />
      </div>
      {troubleSince !== undefined && <p>{text.beingRepaired}</p>}
      {basisPoints !== undefined && (
        <p class="caption">{text.lastDays(percentText(basisPoints, language))}</p>
      )}
    </section>
  )
}
