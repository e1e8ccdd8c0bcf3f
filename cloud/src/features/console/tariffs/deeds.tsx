/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import { weekdays } from '../../../core/local-time.ts'
import type { Services } from '../../../services.ts'
import type { Site } from '../../sites/schemas.ts'
import { PriceCapInput, TariffInput, type TariffView } from '../../tariffs/schemas.ts'
import { type Asking, hrefOf } from '../asking.ts'
import type { Deed } from '../deeds/deed.ts'
import type { Field } from '../deeds/fields.ts'
import { rupiah, when } from '../figures.ts'
import { Reckoning, usageFields, usualUsage } from './reckoning.tsx'
import { tariffWords as w, weekdayNames } from './words.ts'

/** Lines for prices at some times; a tariff of the API may have more. */
const rateLines = 4

const validity: readonly Field[] = [
  {
    name: 'validFrom',
    kind: 'moment',
    label: { id: 'Mulai berlaku (WIB)', en: 'Holds from (WIB)' },
    hint: {
      id: 'Sesi memakai harga saat mulainya, jadi yang sedang berjalan tidak berubah.',
      en: 'A session keeps the price of its start, so what is under way does not change.',
    },
    required: true,
  },
  { name: 'validUntil', kind: 'moment', label: { id: 'Sampai (WIB)', en: 'Until (WIB)' } },
]

/** The sites to choose from. */
export async function siteOptions({ c, api }: Asking) {
  const { items } = await api.get<{ items: Site[] }>(c, '/sites?limit=200')
  return items.map(({ slug, name }) => ({ value: slug, label: { id: name, en: name } }))
}

async function tariffFields(asking: Asking): Promise<readonly Field[]> {
  const rupiahOf = (name: string, label: Field['label'], rest: Partial<Field> = {}): Field =>
    ({ name, kind: 'whole', unit: 'Rp', label, ...rest }) as Field
  return [
    { name: 'name', kind: 'line', label: w.name, required: true },
    {
      name: 'site',
      kind: 'choice',
      label: w.site,
      hint: {
        id: 'Tidak ada: untuk semua lokasi yang tidak punya tarif sendiri.',
        en: 'None: for every site without a tariff of its own.',
      },
      options: await siteOptions(asking),
    },
    {
      name: 'customerGroup',
      kind: 'line',
      label: { id: 'Hanya untuk kelompok', en: 'For this group only' },
      hint: { id: 'Huruf kecil, misalnya ojol.', en: 'Lower case, such as ojol.' },
    },
    rupiahOf('priceIdrPerKwh', { id: 'Harga per kWh', en: 'Price per kWh' }, { required: true }),
    rupiahOf('priceIdrPerHour', { id: 'Harga per jam mengisi', en: 'Price per hour of charging' }),
    rupiahOf('sessionFeeIdr', { id: 'Biaya tiap sesi', en: 'Fee for each session' }),
    rupiahOf('idleFee.priceIdrPerHour', {
      id: 'Biaya per jam sesudah baterai penuh',
      en: 'Fee per hour when the battery is full',
    }),
    {
      name: 'idleFee.graceMinutes',
      kind: 'whole',
      unit: { id: 'menit', en: 'minutes' },
      label: { id: 'Tenggang sesudah penuh', en: 'Grace after it is full' },
    },
    {
      name: 'feeBasis',
      kind: 'line',
      label: { id: 'Dasar biaya', en: 'Basis of the fees' },
      hint: {
        id: 'Peraturan yang membolehkan biaya sesi atau biaya sesudah penuh.',
        en: 'The rule that allows a session fee or an idle fee.',
      },
    },
    { name: 'ppnBasisPoints', kind: 'percent', unit: '%', label: w.ppn },
    {
      name: 'reservationMinutes',
      kind: 'whole',
      unit: { id: 'menit', en: 'minutes' },
      label: { id: 'Soket bisa ditahan selama', en: 'A socket can be held for' },
      hint: { id: 'Kosong: tidak bisa dipesan.', en: 'Empty: not at all.' },
    },
    ...validity,
    ...Array.from({ length: rateLines }, (_, index) => rateFields(index)).flat(),
  ]
}

function rateFields(index: number): readonly Field[] {
  const of = (id: string, en: string) => ({ id: `Waktu ${index + 1}: ${id}`, en: `Time ${index + 1}: ${en}` })
  const group = {
    id: `Harga lain pada waktu tertentu, ${index + 1}`,
    en: `Another price at some times, ${index + 1}`,
  }
  return [
    { name: `rates.${index}.fromTime`, kind: 'time', label: of('dari jam', 'from'), group },
    { name: `rates.${index}.untilTime`, kind: 'time', label: of('sampai jam', 'until'), group },
    {
      name: `rates.${index}.weekdays`,
      kind: 'choices',
      label: of('hari', 'days'),
      options: weekdays.map((value) => ({ value, label: weekdayNames[value] })),
      group,
    },
    {
      name: `rates.${index}.fromDay`,
      kind: 'line',
      label: of('dari tanggal (BB-HH)', 'from day (MM-DD)'),
      group,
    },
    {
      name: `rates.${index}.untilDay`,
      kind: 'line',
      label: of('sampai tanggal (BB-HH)', 'until day (MM-DD)'),
      group,
    },
    {
      name: `rates.${index}.priceIdrPerKwh`,
      kind: 'whole',
      unit: 'Rp',
      label: of('per kWh', 'per kWh'),
      group,
    },
    {
      name: `rates.${index}.priceIdrPerHour`,
      kind: 'whole',
      unit: 'Rp',
      label: of('per jam', 'per hour'),
      group,
    },
  ]
}

/** Lines at the end in which nothing is written are no prices, and no day chosen means every day. */
function tariffBody({ rates, ...fields }: Record<string, unknown>): unknown {
  const lines = ((rates ?? []) as Record<string, unknown>[]).map(({ weekdays: days, ...line }) =>
    Array.isArray(days) && days.length > 0 ? { ...line, weekdays: days } : line,
  )
  const last = lines.findLastIndex((line) => Object.keys(line).length > 0)
  return last < 0 ? fields : { ...fields, rates: lines.slice(0, last + 1) }
}

export const tariffDeeds = (services: Services): readonly Deed[] => [
  {
    path: '/console/tariffs/new',
    title: { id: 'Tarif baru', en: 'New tariff' },
    lead: w.lead,
    button: { id: 'Terbitkan', en: 'Publish it' },
    section: '/console/tariffs',
    fields: tariffFields,
    input: TariffInput,
    body: tariffBody,
    present: async ({ c, api }) => {
      const after = c.req.query('after')
      if (after === undefined) return { ppnBasisPoints: 1100 }
      const tariff = await api.get<TariffView>(c, `/tariffs/${encodeURIComponent(after)}`)
      const { validFrom: _, validUntil: __, ...terms } = tariff
      return terms
    },
    confirm: async ({ language }, body) => {
      const { name, site, priceIdrPerKwh, validFrom } = TariffInput.parse(body)
      const where = site ?? w.everySite[language]
      const price = `${rupiah(priceIdrPerKwh, language)} per kWh`
      return language === 'id'
        ? [
            `Tarif ${name}, ${price}, berlaku di: ${where}, mulai ${when(validFrom, language)}.`,
            'Sesudah terbit, tarif tidak bisa diubah atau dihapus.',
          ]
        : [
            `The tariff ${name}, ${price}, holds at: ${where}, from ${when(validFrom, language)}.`,
            'Once published it is neither changed nor deleted.',
          ]
    },
    back: () => '/console/tariffs',
    done: (answer) => hrefOf('/console/tariffs/:id', { id: (answer as TariffView).id }),
    preview: {
      title: w.preview,
      button: w.reckon,
      fields: usageFields,
      present: () => usualUsage(services.clock.wallMs()),
      show: (asking, usage, body) => Reckoning({ asking, tariff: body as object, usage }),
    },
  },
  {
    path: '/console/price-caps/new',
    title: { id: 'Batas harga baru', en: 'New price cap' },
    lead: w.capsLead,
    button: { id: 'Tambahkan', en: 'Add it' },
    section: '/console/price-caps',
    fields: [
      {
        name: 'decree',
        kind: 'line',
        label: { id: 'Nama peraturan', en: 'Name of the decree' },
        required: true,
      },
      { name: 'maxIdrPerKwh', kind: 'whole', unit: 'Rp', label: w.most, required: true },
      ...validity,
    ],
    input: PriceCapInput,
    confirm: async ({ language }, body) => {
      const { maxIdrPerKwh, validFrom } = PriceCapInput.parse(body)
      const most = rupiah(maxIdrPerKwh, language)
      return language === 'id'
        ? [`Sesi yang mulai sejak ${when(validFrom, language)} ditagih paling tinggi ${most} per kWh.`]
        : [`Sessions that start from ${when(validFrom, language)} are charged at most ${most} per kWh.`]
    },
    back: () => '/console/price-caps',
  },
]
