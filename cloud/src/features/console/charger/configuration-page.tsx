/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import type { Context } from 'hono'
import type { KeyDrift } from '../../../core/configuration-drift.ts'
import { addressOf, pagePlace } from '../../../web/page-place.ts'
import { type Column, orderOfTable, sortedBy, Table } from '../../../web/table.tsx'
import type { Charger } from '../../chargers/schemas.ts'
import { type ChargerConfiguration, configurationSortKeys } from '../../configuration/configuration.ts'
import type { OwnApi } from '../own-api.ts'
import { sinceText } from '../times.ts'
import { chargerFrame } from './page.tsx'
import { DeedButtons } from './parts.tsx'
import { chargerWords } from './words.ts'

/** What a charger has told of its configuration, beside what it should be. */
export async function chargerConfigurationPage(
  c: Context,
  {
    api,
    charger,
    newOnce,
  }: { readonly api: OwnApi; readonly charger: Charger; readonly newOnce: () => string },
): Promise<Response> {
  const place = pagePlace(c)
  const { language } = place
  const text = chargerWords[language].configuration
  const path = `/chargers/${encodeURIComponent(charger.chargePointId)}/configuration`
  const { readAt, template, keys, drift } = await api.get<ChargerConfiguration>(
    c,
    addressOf({ path, query: place.query }),
  )
  const differing = drift.filter(({ state }) => state !== 'same')
  const short = { nextCursor: null, csv: false } as const
  return chargerFrame(c, charger, {
    children: (
      <>
        <p>
          {readAt === null
            ? text.never
            : text.readAt(sinceText(readAt, { language, timeZone: charger.site.timeZone }))}{' '}
          {template === null ? text.noTemplate : text.template(template)}
        </p>
        <DeedButtons
          charger={charger}
          actor={c.var.actor}
          names={template === null ? ['read-configuration'] : ['read-configuration', 'push-configuration']}
          language={language}
          newOnce={newOnce}
        />
        {template !== null && readAt !== null && (
          <section class="section">
            <h2>{text.drift}</h2>
            <Table
              {...short}
              {...orderOfTable(place, 'drift')}
              label={text.drift}
              rows={differing}
              columns={sortedBy(configurationSortKeys.drift, driftColumns(language))}
              empty={<p>{text.noDrift}</p>}
            />
          </section>
        )}
        <section class="section">
          <h2>{text.all}</h2>
          <Table
            {...short}
            {...orderOfTable(place, 'keys')}
            label={text.all}
            rows={keys}
            columns={sortedBy(configurationSortKeys.keys, keyColumns(language))}
            empty={<p>{text.never}</p>}
          />
        </section>
      </>
    ),
  })
}

function driftColumns(language: 'id' | 'en'): readonly Column<KeyDrift>[] {
  const text = chargerWords[language].configuration
  return [
    { key: 'key', name: text.key, cell: ({ key }) => key },
    { key: 'wanted', name: text.wanted, cell: ({ wanted }) => <span class="wrap">{wanted}</span> },
    { key: 'actual', name: text.value, cell: ({ actual }) => <span class="wrap">{actual ?? '–'}</span> },
    { key: 'state', name: text.state, cell: ({ state }) => text.states[state] },
  ]
}

function keyColumns(language: 'id' | 'en'): readonly Column<ChargerConfiguration['keys'][number]>[] {
  const text = chargerWords[language].configuration
  return [
    { key: 'key', name: text.key, cell: ({ key }) => key },
    { key: 'value', name: text.value, cell: ({ value }) => <span class="wrap">{value ?? '–'}</span> },
    { key: 'readonly', name: text.readOnly, cell: (key) => (key.readonly ? text.yes : text.no) },
  ]
}
