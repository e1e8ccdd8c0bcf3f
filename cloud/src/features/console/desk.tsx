/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import { Hono } from 'hono'
import type { Child } from 'hono/jsx'
import type { ConsoleForm, ConsoleView } from '../../console-matrix.ts'
import { isBounded } from '../../http/day-range.ts'
import type { AssetName } from '../../web/assets.ts'
import type { Language } from '../../web/language.ts'
import { type PagePlace, pagePlace } from '../../web/page-place.ts'
import { type Column, type Filter, Records, sortedBy, Table, type TableOrder } from '../../web/table.tsx'
import { csvAnswer } from '../../web/table-csv.ts'
import { type Asking, askingOf, filled, hrefOf, mayOpen, type Names } from './asking.ts'
import { deedWords } from './deeds/words.ts'
import { none, whole } from './figures.ts'
import { ConsolePage } from './frame.tsx'
import type { OwnApi } from './own-api.ts'
import type { Said } from './said.ts'

interface Page {
  readonly title: string
  readonly section: ConsoleView
  readonly lead?: Child
  readonly actions?: Child
  readonly scripts?: readonly AssetName[]
  readonly refreshS?: number | undefined
  readonly children: Child
}

/** Answers with a page of the console; after a form has been done, it says so. */
export function deskPage({ c, language }: Asking, { children, ...page }: Page) {
  return c.html(
    <ConsolePage actor={c.var.actor} place={pagePlace(c)} {...page}>
      <Done done={c.req.query('done')} language={language} />
      {children}
    </ConsolePage>,
  )
}

/** That a form has been done; `of-12` says for how many. */
function Done({ done, language }: { readonly done: string | undefined; readonly language: Language }) {
  if (done === undefined) return null
  const [, count] = /^of-(\d{1,9})$/.exec(done) ?? []
  const text =
    count === undefined
      ? deedWords.done[language]
      : count === '0'
        ? deedWords.doneOfNone[language]
        : `${deedWords.doneOf[language]} ${whole(Number(count), language)}.`
  return (
    <p class="notice" role="status">
      {text}
    </p>
  )
}

/** A list of the API as a page, with its file. */
export interface ListPage<Row> {
  readonly path: ConsoleView
  /** Behind `/api/v1`, with the names of the page's path; the page's query is the API's. */
  readonly api: string
  readonly title: Said
  /** In the rail, where it is no list of its own there. */
  readonly section?: ConsoleView
  readonly lead?: Said
  readonly columns: (asking: Asking) => readonly Column<Row>[]
  /** What stands in the file only, by its name there. */
  readonly fileOnly?: Readonly<Record<string, (row: Row) => string | number | null>>
  readonly filters?: (language: Language) => readonly Filter[]
  /** By which of its columns the API sorts. */
  readonly sorts?: readonly string[]
  /** Of a list that only grows: by which column it is always sorted, and when by the others. */
  readonly sortsAll?: { readonly by: string; readonly othersWhen: Said }
  /** While there is nothing: what would be here, and how the first comes to be. */
  readonly empty: Said
  /** The form that makes one. */
  readonly makes?: { readonly form: ConsoleForm; readonly button: Said }
  /** More above the list. */
  readonly above?: (asking: Asking) => Promise<Child>
}

interface ListBody<Row> {
  readonly items: readonly Row[]
  /** Of a list that is short, left out. */
  readonly nextCursor?: string | null
}

/** The route of a list. */
export function listRoute<Row>(api: OwnApi, list: ListPage<Row>): Hono {
  return new Hono().get(list.path, async (c) => {
    const asking = askingOf(c, api)
    const { language } = asking
    const place = placeOf(list, pagePlace(c))
    const sortable = sortableKeys(list, place.query)
    const columns = sortedBy(sortable, list.columns(asking))
    const read = (page: { readonly cursor?: string | undefined; readonly limit?: number }) => {
      const { format: _, done: __, ...asked } = place.query
      const query = { ...asked, ...page }
      return api.get<ListBody<Row>>(c, `${filled(list.api, asking.names)}${queryText(query)}`)
    }
    if (place.query.format === 'csv') {
      const name = list.path.slice('/console/'.length).replaceAll(/[/:]+/g, '-')
      const pages = async (page: { cursor: string | undefined; limit: number }) => {
        const { items, nextCursor = null } = await read(page)
        return { items, nextCursor }
      }
      return csvAnswer(c, { name, columns: [...columns, ...columnsOf(list.fileOnly)], pages })
    }
    const { items, nextCursor = null } = await read({})
    return deskPage(asking, {
      title: list.title[language],
      section: list.section ?? list.path,
      ...(list.lead && { lead: list.lead[language] }),
      ...(list.makes && {
        actions: <DeedLink asking={asking} form={list.makes.form} text={list.makes.button} isMain />,
      }),
      children: (
        <>
          {await list.above?.(asking)}
          {list.sortsAll && sortable.length < (list.sorts?.length ?? 0) && (
            <p class="hint">{list.sortsAll.othersWhen[language]}</p>
          )}
          <Table
            place={place}
            label={list.title[language]}
            columns={columns}
            rows={items}
            nextCursor={nextCursor}
            {...(sortable.length > 0 && { sort: place.query.sort ?? '' })}
            {...(list.filters && { filters: list.filters(language) })}
            empty={
              <>
                <p>{list.empty[language]}</p>
                {list.makes && <DeedLink asking={asking} form={list.makes.form} text={list.makes.button} />}
              </>
            }
          />
        </>
      ),
    })
  })
}

function sortableKeys<Row>({ sorts = [], sortsAll }: ListPage<Row>, query: PagePlace['query']): string[] {
  return sorts.filter((key) => sortsAll === undefined || key === sortsAll.by || isBounded(query))
}

/** Where days or a charger were taken away that an order needs, the order goes too: the list says when it can come back. */
function placeOf<Row>(list: ListPage<Row>, place: PagePlace): PagePlace {
  const { sort, cursor: _, ...query } = place.query
  const key = sort?.replace('-', '') ?? ''
  const isLost = list.sorts?.includes(key) && !sortableKeys(list, query).includes(key)
  return isLost ? { ...place, query } : place
}

function columnsOf<Row>(fileOnly: ListPage<Row>['fileOnly'] = {}): Column<Row>[] {
  return Object.entries(fileOnly).map(([key, csv]) => ({ key, name: key, cell: () => null, csv }))
}

function queryText(query: Readonly<Record<string, string | number | undefined>>): string {
  const asked = Object.entries(query).flatMap(([name, value]) =>
    value === undefined || value === '' ? [] : [[name, String(value)]],
  )
  return asked.length === 0 ? '' : `?${new URLSearchParams(asked)}`
}

/** A short list on the page of something else: whole, or its beginning with a link to all of it. */
export function ShortList<Item>({
  title,
  columns,
  rows,
  empty,
  all,
  order,
}: {
  readonly title: string
  readonly columns: readonly Column<Item>[]
  readonly rows: readonly Item[]
  readonly empty: string
  readonly all?: { readonly href: string; readonly text: string } | undefined
  /** Where the API sorts it. */
  readonly order?: TableOrder | undefined
}) {
  return (
    <Section title={title}>
      {rows.length === 0 ? (
        <div class="empty">
          <p>{empty}</p>
        </div>
      ) : (
        <Records label={title} columns={columns} rows={rows} order={order} />
      )}
      {all && <a href={all.href}>{all.text}</a>}
    </Section>
  )
}

/** A link to a form, where whoever asks may do what it does. */
export function DeedLink({
  asking,
  form,
  names,
  query,
  text,
  isMain,
}: {
  readonly asking: Pick<Asking, 'c' | 'language'>
  readonly form: ConsoleForm
  readonly names?: Names
  readonly query?: Readonly<Record<string, string>>
  readonly text: Said
  /** What people come to this page for. */
  readonly isMain?: boolean
}) {
  if (!mayOpen(asking, form)) return null
  const href = hrefOf(form, names)
  return (
    <a
      class={isMain ? 'button primary' : 'button'}
      href={query ? `${href}?${new URLSearchParams(query)}` : href}
    >
      {text[asking.language]}
    </a>
  )
}

/** A link to a page, where whoever asks may see it; else its text alone. */
export function ViewLink({
  asking,
  view,
  names,
  children,
}: {
  readonly asking: Asking
  readonly view: ConsoleView
  readonly names?: Names
  readonly children: Child
}) {
  return mayOpen(asking, view) ? <a href={hrefOf(view, names)}>{children}</a> : <span>{children}</span>
}

/** What something is, each fact with its name; what is not known, or is not, is left out. */
export function Facts({
  facts,
  areShort,
}: {
  readonly facts: readonly (readonly [name: string, fact: Child])[]
  /** Figures and single words, of which several stand beside each other on a phone too. */
  readonly areShort?: true
}) {
  const known = facts.filter(
    ([, fact]) => fact !== null && fact !== undefined && fact !== '' && fact !== none && fact !== false,
  )
  return (
    <dl class={areShort ? 'about short' : 'about'}>
      {known.map(([name, fact]) => (
        <div>
          <dt>{name}</dt>
          <dd>{fact}</dd>
        </div>
      ))}
    </dl>
  )
}

export function Section({ title, children }: { readonly title: string; readonly children: Child }) {
  return (
    <section class="part">
      <h2>{title}</h2>
      {children}
    </section>
  )
}

/** A text of a program, whole where it is short; a long one unfolds. */
export function Raw({ text }: { readonly text: string }) {
  if (text === '') return <span>{none}</span>
  if (text.length <= mostRaw) return <code class="raw">{text}</code>
  return (
    <details class="raw">
      <summary>
        <code>{text.slice(0, mostRaw)}…</code>
      </summary>
      <code>{text}</code>
    </details>
  )
}

const mostRaw = 120

/** A word that says how something stands, with a colour that says it again. */
export function Mark({ colour, text }: { readonly colour: MarkColour; readonly text: string }) {
  return <span class={`mark-word ${colour}`}>{text}</span>
}

export type MarkColour = 'blue' | 'green' | 'amber' | 'red' | 'grey'
