/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import type { Context } from 'hono'
import { accessMatrix } from '../../access-matrix.ts'
import type { Actor } from '../../http/actor.ts'
import type { Services } from '../../services.ts'
import { pagePlace } from '../../web/page-place.ts'
import { mayCall } from '../access/guard.ts'
import { search } from '../search/queries.ts'
import { type Found, SearchQuery } from '../search/schemas.ts'
import { ConsolePage } from './frame.tsx'
import { consoleWords } from './words.ts'

/** The page of each kind, as it stands in the access matrix. */
const pages: Readonly<Record<Found['kind'], string>> = {
  charger: '/console/chargers/:id',
  site: '/console/sites/:id',
  session: '/console/sessions/:id',
  payment: '/console/payments/:id',
  card: '/console/cards/:id',
  driver: '/console/drivers/:id',
}

const parameters: Readonly<Record<Found['kind'], string>> = {
  ...{ charger: ':chargePointId', site: ':slug', session: ':id', payment: ':id', card: ':idTag' },
  driver: ':id',
}

function hrefOf(actor: Actor, { kind, id }: Found): string | undefined {
  const page = pages[kind]
  const access = accessMatrix[`GET ${page.replace(':id', parameters[kind])}`]
  return mayCall(actor, access) ? page.replace(':id', encodeURIComponent(id)) : undefined
}

/** What was found; a number that only one thing has leads straight there. */
export async function searchPage(c: Context, services: Services): Promise<Response> {
  const place = pagePlace(c)
  const text = consoleWords[place.language].searching
  const asked = (c.req.query('q') ?? '').replaceAll('\u0000', '')
  const query = SearchQuery.safeParse({ q: asked })
  const { actor } = c.var
  const found = query.success ? await search(services, actor, query.data.q) : []
  const [only, ...others] = found.filter(({ isExact }) => isExact)
  const href = only && others.length === 0 ? hrefOf(actor, only) : undefined
  if (href !== undefined) return c.redirect(href, 303)
  return c.html(
    <ConsolePage actor={actor} place={place} title={text.title} lead={asked && text.asked(asked)}>
      {found.length === 0 && (
        <div class="empty">
          <p>{query.success ? text.none : text.short}</p>
          <p>{text.hint}</p>
        </div>
      )}
      <ul class="found">
        {found.map((one) => (
          <li>
            <FoundThing found={one} href={hrefOf(actor, one)} kind={text.kinds[one.kind]} />
          </li>
        ))}
      </ul>
    </ConsolePage>,
  )
}

function FoundThing({ found, href, kind }: { found: Found; href: string | undefined; kind: string }) {
  const inside = (
    <>
      <span class="quiet">{kind}</span>
      <strong>{found.title}</strong>
      <span>{found.detail}</span>
    </>
  )
  return href === undefined ? <div>{inside}</div> : <a href={href}>{inside}</a>
}
