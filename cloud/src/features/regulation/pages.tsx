/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import { documentKinds, isOpen } from '../../core/regulation.ts'
import type { Actor } from '../../http/actor.ts'
import type { Language } from '../../web/language.ts'
import { addressOf, type PagePlace } from '../../web/page-place.ts'
import { type Column, orderOfTable, sortedBy, Table } from '../../web/table.tsx'
import { ConsolePage } from '../console/frame.tsx'
import {
  checklistSortKeys,
  documentSortKeys,
  type SiteChecklist,
  type SiteDocument,
  siteListSortKeys,
} from './schemas.ts'
import { regulationWords } from './words.ts'

type Item = SiteChecklist['items'][number]

interface PageProps {
  readonly actor: Actor
  readonly place: PagePlace
}

/** Every site with what is to be done there, and the file for the ministry. */
export function ChecklistsPage({
  actor,
  place,
  lists,
}: PageProps & {
  readonly lists: { readonly items: readonly SiteChecklist[]; readonly nextCursor: string | null }
}) {
  const { language } = place
  const text = regulationWords[language]
  return (
    <ConsolePage actor={actor} place={place} title={text.title} lead={text.lead}>
      <Table
        place={place}
        label={text.title}
        columns={sortedBy(siteListSortKeys, siteColumns(language))}
        rows={lists.items}
        nextCursor={lists.nextCursor}
        sort={place.query.sort ?? ''}
        csv={false}
        empty={<p>{text.noSites}</p>}
      />
      <section class="card">
        <h2>{text.exportTitle}</h2>
        <p>{text.exportText}</p>
        <form action="/api/v1/regulation/export/csv" class="row">
          <label>
            {text.from}
            <input type="date" name="from" required />
          </label>
          <label>
            {text.until}
            <input type="date" name="until" required />
          </label>
          <button class="button" type="submit">
            {text.download}
          </button>
        </form>
      </section>
    </ConsolePage>
  )
}

function siteColumns(language: Language): Column<SiteChecklist>[] {
  const text = regulationWords[language]
  return [
    {
      ...{ key: 'site', name: text.site },
      cell: ({ site, name }) => <a href={`/regulation/${site}`}>{name}</a>,
    },
    {
      ...{ key: 'open', name: text.open },
      cell: ({ items }) =>
        items.some(isOpen)
          ? items
              .filter(isOpen)
              .map((item) => (
                <div>{`${nameOf(item, language)}: ${text.states[item.state].toLowerCase()}`}</div>
              ))
          : text.states.valid,
    },
  ]
}

function nameOf({ kind, chargePointId }: Pick<Item, 'kind' | 'chargePointId'>, language: Language): string {
  const { kinds } = regulationWords[language]
  return chargePointId === null ? kinds[kind] : `${kinds[kind]} ${chargePointId}`
}

/** One site: its checklist, every paper, and where a new one is entered. */
export function ChecklistPage({
  actor,
  place,
  list,
  documents,
  mayWrite,
  refusal,
}: PageProps & {
  readonly list: SiteChecklist
  readonly documents: readonly SiteDocument[]
  readonly mayWrite: boolean
  readonly refusal: string | undefined
}) {
  const { language } = place
  const text = regulationWords[language]
  const items = { ...place, path: addressOf({ path: `/regulation/${list.site}`, query: {} }) }
  return (
    <ConsolePage actor={actor} place={items} title={list.name} lead={text.lead} section="/regulation">
      {refusal !== undefined && (
        <p class="refusal" role="alert">
          {refusal}
        </p>
      )}
      <Table
        {...orderOfTable(items, 'needs')}
        label={text.title}
        columns={sortedBy(checklistSortKeys, itemColumns(language))}
        rows={list.items}
        nextCursor={null}
        csv={false}
        empty={<p>{text.noSites}</p>}
      />
      {mayWrite && <EntryForm list={list} language={language} />}
      {documents.length > 0 && <h2>{text.all}</h2>}
      {documents.length > 0 && (
        <Table
          {...orderOfTable(items, 'papers')}
          label={text.all}
          columns={sortedBy(documentSortKeys, documentColumns(language, mayWrite))}
          rows={documents}
          nextCursor={null}
          csv={false}
          empty={null}
        />
      )}
    </ConsolePage>
  )
}

function itemColumns(language: Language): Column<Item>[] {
  const text = regulationWords[language]
  return [
    { key: 'kind', name: text.what, cell: (item) => nameOf(item, language) },
    {
      ...{ key: 'state', name: text.state },
      cell: ({ state, daysLeft }) => (
        <>
          <strong>{text.states[state]}</strong>
          {daysLeft !== null && `, ${text.daysLeft(daysLeft)}`}
        </>
      ),
    },
    { key: 'number', name: text.number, cell: ({ document }) => document?.number ?? '' },
    {
      ...{ key: 'expiresOn', name: text.expiresOn },
      cell: ({ document }) => (document === null ? '' : (document.expiresOn ?? text.noEnd)),
    },
    { key: 'file', name: text.file, cell: ({ document }) => document && <FileLink document={document} /> },
  ]
}

function documentColumns(language: Language, mayWrite: boolean): Column<SiteDocument>[] {
  const text = regulationWords[language]
  return [
    { key: 'kind', name: text.what, cell: (document) => nameOf(document, language) },
    { key: 'number', name: text.number, cell: ({ number }) => number },
    { key: 'issuer', name: text.issuer, cell: ({ issuer }) => issuer ?? '' },
    { key: 'issuedOn', name: text.issuedOn, cell: ({ issuedOn }) => issuedOn },
    { key: 'expiresOn', name: text.expiresOn, cell: ({ expiresOn }) => expiresOn ?? text.noEnd },
    { key: 'file', name: text.file, cell: (document) => <FileLink document={document} /> },
    {
      ...{ key: 'withdrawn', name: '' },
      cell: ({ id, isWithdrawn }) =>
        isWithdrawn
          ? text.withdrawn
          : mayWrite && (
              <form method="post" action={`/regulation/documents/${id}/withdrawal`}>
                <button class="link" type="submit">
                  {text.withdraw}
                </button>
              </form>
            ),
    },
  ]
}

function FileLink({ document }: { readonly document: SiteDocument }) {
  return document.fileName === null ? null : (
    <a href={`/regulation/documents/${document.id}`}>{document.fileName}</a>
  )
}

function EntryForm({ list, language }: { readonly list: SiteChecklist; readonly language: Language }) {
  const text = regulationWords[language]
  const chargers = list.items.flatMap(({ chargePointId }) => chargePointId ?? [])
  return (
    <form
      method="post"
      action={`/regulation/${list.site}/documents`}
      enctype="multipart/form-data"
      class="card"
    >
      <h2>{text.add}</h2>
      <label>
        {text.what}
        <select name="kind" required>
          {documentKinds.map((kind) => (
            <option value={kind}>{text.kinds[kind]}</option>
          ))}
        </select>
      </label>
      <label>
        {text.charger} ({text.kinds.meterSeal})
        <select name="chargePointId">
          <option value="" />
          {chargers.map((chargePointId) => (
            <option value={chargePointId}>{chargePointId}</option>
          ))}
        </select>
      </label>
      <label>
        {text.number}
        <input name="number" required maxlength={80} />
      </label>
      <label>
        {text.issuer}
        <input name="issuer" maxlength={120} />
      </label>
      <label>
        {text.issuedOn}
        <input name="issuedOn" type="date" required />
      </label>
      <label>
        {text.expiresOn}
        <input name="expiresOn" type="date" />
      </label>
      <label>
        {text.file}, {text.fileHint}
        <input name="file" type="file" accept="application/pdf,image/jpeg,image/png" />
      </label>
      <button class="button" type="submit">
        {text.save}
      </button>
    </form>
  )
}
