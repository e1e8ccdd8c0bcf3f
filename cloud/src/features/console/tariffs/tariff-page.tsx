/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import type { Services } from '../../../services.ts'
import type { Column } from '../../../web/table.tsx'
import type { TariffView } from '../../tariffs/schemas.ts'
import { type Asking, hrefOf } from '../asking.ts'
import { bodyOf, type Typed } from '../deeds/fields.ts'
import { Fields, nothingWrong } from '../deeds/form.tsx'
import { DeedLink, deskPage, Facts, Section, ShortList } from '../desk.tsx'
import { none, percent, rupiah, when } from '../figures.ts'
import { Reckoning, usageFields, usualUsage } from './reckoning.tsx'
import { tariffWords as w, weekdayNames } from './words.ts'

type Rate = TariffView['rates'][number]

/** One tariff, all that it asks, and what a session would cost by it. */
export async function tariffPage(asking: Asking, services: Services): Promise<Response> {
  const { c, api, names, language } = asking
  const tariff = await api.get<TariffView>(c, `/tariffs/${encodeURIComponent(names.id ?? '')}`)
  const { items } = await api.get<{ items: TariffView[] }>(c, '/tariffs?limit=200')
  const versions = items.filter(({ name, site }) => name === tariff.name && site === tariff.site)
  const asked = c.req.queries()
  const typed: Typed = asked.kWh === undefined ? usualUsage(services.clock.wallMs()) : asked
  const { id: _, ...input } = tariff
  return deskPage(asking, {
    title: tariff.name,
    section: '/console/tariffs',
    lead: `${when(tariff.validFrom, language)} – ${tariff.validUntil === null ? '…' : when(tariff.validUntil, language)}`,
    actions: (
      <DeedLink
        asking={asking}
        form="/console/tariffs/new"
        query={{ after: tariff.id }}
        text={w.next}
        isMain
      />
    ),
    children: (
      <>
        <div class="beside">
          <TariffFacts asking={asking} tariff={tariff} />
          <Section title={w.preview[language]}>
            <form class="deed" action={c.req.path}>
              <Fields fields={usageFields} typed={typed} wrong={nothingWrong} language={language} />
              <div class="row">
                <button class="button" type="submit">
                  {w.reckon[language]}
                </button>
              </div>
            </form>
            {await Reckoning({ asking, tariff: input, usage: bodyOf(usageFields, typed) })}
          </Section>
        </div>
        <ShortList
          title={w.rates[language]}
          columns={rateColumns(asking)}
          rows={tariff.rates}
          empty={w.noRates[language]}
        />
        <ShortList
          title={w.versions[language]}
          columns={versionColumns(asking)}
          rows={versions}
          empty={none}
        />
      </>
    ),
  })
}

function TariffFacts({ asking, tariff }: { readonly asking: Asking; readonly tariff: TariffView }) {
  const { language } = asking
  const { idleFee } = tariff
  return (
    <Facts
      facts={[
        [w.perKwh[language], rupiah(tariff.priceIdrPerKwh, language)],
        [w.perHour[language], rupiah(tariff.priceIdrPerHour, language)],
        [w.sessionFee[language], rupiah(tariff.sessionFeeIdr, language)],
        [
          w.idle[language],
          idleFee &&
            `${rupiah(idleFee.priceIdrPerHour, language)}, ${w.grace[language]} ${idleFee.graceMinutes} m`,
        ],
        [w.ppn[language], percent(tariff.ppnBasisPoints, language)],
        [w.basis[language], tariff.feeBasis],
        [w.reservation[language], tariff.reservationMinutes && `${tariff.reservationMinutes} m`],
        [
          w.site[language],
          tariff.site === null ? (
            w.everySite[language]
          ) : (
            <a href={hrefOf('/console/sites/:slug', { slug: tariff.site })}>{tariff.site}</a>
          ),
        ],
        [w.group[language], tariff.customerGroup ?? w.everybody[language]],
        [w.from[language], when(tariff.validFrom, language)],
        [w.until[language], when(tariff.validUntil, language)],
      ]}
    />
  )
}

function rateColumns({ language }: Asking): Column<Rate>[] {
  return [
    {
      key: 'when',
      name: w.when[language],
      cell: ({ fromTime, untilTime, weekdays, fromDay, untilDay }) =>
        [
          fromTime === undefined && untilTime === undefined
            ? ''
            : `${fromTime ?? '00:00'}–${untilTime ?? '24:00'}`,
          weekdays?.map((day) => weekdayNames[day][language]).join(', ') ?? '',
          fromDay === undefined && untilDay === undefined
            ? ''
            : `${fromDay ?? '01-01'} – ${untilDay ?? '12-31'}`,
        ]
          .filter((part) => part !== '')
          .join(' · ') || none,
    },
    {
      key: 'priceIdrPerKwh',
      name: w.perKwh[language],
      cell: ({ priceIdrPerKwh }) => rupiah(priceIdrPerKwh, language),
      figure: true,
    },
    {
      key: 'priceIdrPerHour',
      name: w.perHour[language],
      cell: ({ priceIdrPerHour }) => rupiah(priceIdrPerHour, language),
      figure: true,
    },
  ]
}

function versionColumns({ language }: Asking): Column<TariffView>[] {
  return [
    {
      key: 'validFrom',
      name: w.from[language],
      cell: ({ id, validFrom }) => (
        <a href={hrefOf('/console/tariffs/:id', { id })}>{when(validFrom, language)}</a>
      ),
    },
    { key: 'validUntil', name: w.until[language], cell: ({ validUntil }) => when(validUntil, language) },
    {
      key: 'priceIdrPerKwh',
      name: w.perKwh[language],
      cell: ({ priceIdrPerKwh }) => rupiah(priceIdrPerKwh, language),
      figure: true,
    },
  ]
}
