/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import { assetUrl } from '../../web/assets.ts'
import type { Language } from '../../web/language.ts'
import { Page } from '../../web/layout.tsx'
import type { PagePlace } from '../../web/page-place.ts'
import { type Column, Records, sortedBy } from '../../web/table.tsx'
import { type DeliveryNote, type StockTaking, type StockView, stockSortKeys } from './schemas.ts'
import { assetWords } from './words.ts'

/** What sites are called, by their slugs. */
type Sites = ReadonlyMap<string, string>

interface Props {
  readonly language: Language
  /** The address of this page. */
  readonly path: string
  /** What was wrong with what was sent from it. */
  readonly refusal?: string
}

/** What is at a place, on a telephone. */
export function StockPage({
  stock,
  place,
  sites,
  page,
}: {
  readonly stock: readonly StockView[]
  readonly place: string
  readonly sites: Sites
  readonly page: PagePlace
}) {
  const { language, path } = page
  const text = assetWords[language]
  const title = text.stock(sites.get(place) ?? text.place(place))
  return (
    <Page language={language} title={title} path={path}>
      <link rel="stylesheet" href={assetUrl('records.css')} />
      <h1>{title}</h1>
      {stock.length === 0 ? (
        <p>{text.nothing}</p>
      ) : (
        <Records
          label={title}
          columns={sortedBy(stockSortKeys, stockColumns(language))}
          rows={stock}
          order={{ place: page, sort: page.query.sort ?? '' }}
        />
      )}
      {place !== 'depot' && (
        <form method="post" action={`${path}/stock-takings`}>
          <button class="button wide" type="submit">
            {text.count}
          </button>
        </form>
      )}
    </Page>
  )
}

function stockColumns(language: Language): Column<StockView>[] {
  const text = assetWords[language]
  return [
    {
      ...{ key: 'name', name: text.thing },
      cell: ({ name, serialNumbers }) => (
        <>
          {name}
          {serialNumbers.length > 0 && <div class="caption">{serialNumbers.join(', ')}</div>}
        </>
      ),
    },
    {
      ...{ key: 'quantity', name: text.counted, figure: true },
      cell: ({ quantity, minimum }) =>
        minimum !== null && quantity < minimum ? <strong>{quantity}</strong> : quantity,
    },
    { key: 'minimum', name: text.least, figure: true, cell: ({ minimum }) => minimum ?? '–' },
  ]
}

/** Counting with a telephone in one hand: each thing a field, what the books say is not shown before the end. */
export function StockTakingPage({ taking, language, path, refusal }: Props & { taking: StockTaking }) {
  const text = assetWords[language]
  const title = text.takingTitle(taking.number)
  const done = taking.lines.filter(({ counted }) => counted !== null).length
  return (
    <Page language={language} title={title} path={path}>
      <link rel="stylesheet" href={assetUrl('records.css')} />
      <h1>{title}</h1>
      <p class="place">{taking.siteName}</p>
      {refusal !== undefined && (
        <p class="refusal" role="alert">
          {refusal}
        </p>
      )}
      {taking.state === 'closed' ? (
        <ClosedTaking taking={taking} language={language} />
      ) : (
        <>
          <p>{text.takingHint}</p>
          <p role="status">{text.saved(done, taking.lines.length)}</p>
          <form method="post" action={`${path}/counts?lang=${language}`} class="own">
            {taking.lines.map((line, index) => (
              <CountField line={line} index={index} language={language} />
            ))}
            <h2>{text.found}</h2>
            <label>
              {text.item}
              <input name="newItem" maxLength={64} autocomplete="off" />
            </label>
            <label>
              {text.serialNumber}
              <input name="newSerial" maxLength={64} autocomplete="off" />
            </label>
            <label>
              {text.counted}
              <input name="newCount" inputmode="numeric" pattern="[0-9]*" maxLength={7} />
            </label>
            <button class="button pay" type="submit">
              {text.save}
            </button>
          </form>
          <form method="post" action={`${path}/closing?lang=${language}`} class="own">
            <label>
              {text.reason}
              <input name="reason" maxLength={500} />
            </label>
            <button class="button wide" type="submit">
              {text.close}
            </button>
          </form>
        </>
      )}
    </Page>
  )
}

function CountField({
  line,
  index,
  language,
}: {
  line: StockTaking['lines'][number]
  index: number
  language: Language
}) {
  const text = assetWords[language]
  const { item, name, serialNumber, counted } = line
  return (
    <fieldset class="socket">
      <legend>{serialNumber === null ? name : `${name} ${serialNumber}`}</legend>
      <input type="hidden" name={`item${index}`} value={item} />
      <input type="hidden" name={`serial${index}`} value={serialNumber ?? ''} />
      {serialNumber === null ? (
        <label>
          {text.counted}
          <input
            name={`count${index}`}
            inputmode="numeric"
            pattern="[0-9]*"
            maxLength={7}
            value={counted === null ? '' : String(counted)}
          />
        </label>
      ) : (
        <div class="methods">
          <label class="choice">
            <input type="radio" name={`count${index}`} value="1" checked={counted === 1} /> {text.present}
          </label>
          <label class="choice">
            <input type="radio" name={`count${index}`} value="0" checked={counted === 0} /> {text.absent}
          </label>
        </div>
      )}
    </fieldset>
  )
}

function ClosedTaking({ taking, language }: { taking: StockTaking; language: Language }) {
  const text = assetWords[language]
  return (
    <section class="socket bill">
      <p>{text.closed(taking.closedBy ?? '')}</p>
      <dl>
        {taking.lines.map(({ name, serialNumber, booked, counted }) => (
          <>
            <dt>{serialNumber === null ? name : `${name} ${serialNumber}`}</dt>
            <dd>
              {counted} ({text.booked} {booked})
            </dd>
          </>
        ))}
      </dl>
      {taking.reason !== null && <p>{taking.reason}</p>}
    </section>
  )
}

/** A delivery note where it arrives: as it was sent, unless somebody says otherwise and why. */
export function DeliveryPage({
  note,
  mayReceive,
  sites,
  language,
  path,
  refusal,
}: Props & { note: DeliveryNote; mayReceive: boolean; sites: Sites }) {
  const text = assetWords[language]
  const title = text.delivery(note.number)
  return (
    <Page language={language} title={title} path={path}>
      <h1>{title}</h1>
      <section class="socket bill">
        <dl>
          <dt>{text.from}</dt>
          <dd>{sites.get(note.from) ?? text.place(note.from)}</dd>
          <dt>{text.to}</dt>
          <dd>{sites.get(note.to) ?? text.place(note.to)}</dd>
        </dl>
        <p>{text.state[note.state]}</p>
      </section>
      {refusal !== undefined && (
        <p class="refusal" role="alert">
          {refusal}
        </p>
      )}
      {mayReceive && note.state === 'sent' ? (
        <form method="post" action={`${path}/receipt?lang=${language}`} class="own">
          <p>{text.receiveHint}</p>
          {note.lines.map(({ name, serialNumber, quantity }, index) => (
            <fieldset class="socket">
              <legend>{serialNumber === null ? name : `${name} ${serialNumber}`}</legend>
              <label>
                {text.received} ({text.sent} {quantity})
                <input
                  name={`received${index}`}
                  inputmode="numeric"
                  pattern="[0-9]*"
                  maxLength={7}
                  value={String(quantity)}
                />
              </label>
              <label>
                {text.reason}
                <input name={`reason${index}`} maxLength={500} />
              </label>
            </fieldset>
          ))}
          <button class="button pay" type="submit">
            {text.receive}
          </button>
        </form>
      ) : (
        <section class="socket bill">
          <dl>
            {note.lines.map(({ name, serialNumber, quantity }) => (
              <>
                <dt>{serialNumber === null ? name : `${name} ${serialNumber}`}</dt>
                <dd>{quantity}</dd>
              </>
            ))}
          </dl>
          {(note.differences ?? []).map(({ item, serialNumber, received, reason }) => (
            <p>
              {serialNumber ?? item}: {received}, {reason}
            </p>
          ))}
        </section>
      )}
      <a class="button" href={`${path}/pdf`}>
        {text.pdf}
      </a>
    </Page>
  )
}
