import { type PowerBudget, PowerBudgetInput } from '../../power-budgets/schemas.ts'
import { type Site, SiteInput } from '../../sites/schemas.ts'
import { type Asking, filled, hrefOf, type Names } from '../asking.ts'
import type { Deed } from '../deeds/deed.ts'
import type { Field } from '../deeds/fields.ts'
import { watts } from '../figures.ts'
import { pbjtModes, sharings, siteWords as w } from './words.ts'

const toSite = ({ slug = '' }: Names) => hrefOf('/console/sites/:slug', { slug })
const siteOf = ({ c, api, names }: Asking) => api.get<Site>(c, filled('/sites/:slug', names))

const siteFields: readonly Field[] = [
  { name: 'name', kind: 'line', label: w.name, required: true },
  { name: 'address', kind: 'line', label: w.address, required: true },
  {
    name: 'latitude',
    kind: 'number',
    label: { id: 'Lintang', en: 'Latitude' },
    hint: { id: 'Misalnya -8,4814.', en: 'Such as -8.4814.' },
    required: true,
  },
  {
    name: 'longitude',
    kind: 'number',
    label: { id: 'Bujur', en: 'Longitude' },
    hint: { id: 'Misalnya 115,2064.', en: 'Such as 115.2064.' },
    required: true,
  },
  {
    name: 'timeZone',
    kind: 'choice',
    label: w.zone,
    options: [
      { value: 'Asia/Jakarta', label: { id: 'WIB (Jakarta)', en: 'WIB (Jakarta)' } },
      { value: 'Asia/Pontianak', label: { id: 'WIB (Pontianak)', en: 'WIB (Pontianak)' } },
      { value: 'Asia/Makassar', label: { id: 'WITA (Makassar, Bali)', en: 'WITA (Makassar, Bali)' } },
      { value: 'Asia/Jayapura', label: { id: 'WIT (Jayapura)', en: 'WIT (Jayapura)' } },
    ],
    required: true,
  },
  {
    name: 'pbjt.mode',
    kind: 'choice',
    label: w.pbjt,
    options: Object.entries(pbjtModes).map(([value, label]) => ({ value, label })),
    required: true,
  },
  {
    name: 'pbjt.basisPoints',
    kind: 'percent',
    unit: '%',
    label: { id: 'Besarnya PBJT', en: 'Rate of PBJT' },
    required: true,
  },
]

const seconds = (name: string, id: string, en: string): Field => ({
  name,
  kind: 'whole',
  unit: { id: 'detik', en: 'seconds' },
  label: { id, en },
})

export const siteDeeds: readonly Deed[] = [
  {
    path: '/console/sites/new',
    isNew: true,
    title: w.make,
    button: { id: 'Buat lokasi', en: 'Make the site' },
    section: '/console/sites',
    fields: [
      {
        name: 'slug',
        kind: 'line',
        label: w.slug,
        hint: {
          id: 'Huruf kecil dan angka, dengan tanda hubung.',
          en: 'Lower-case letters and digits, with hyphens.',
        },
        required: true,
      },
      ...siteFields,
    ],
    present: async () => ({ timeZone: 'Asia/Makassar', pbjt: { mode: 'none', basisPoints: 0 } }),
    input: SiteInput,
    back: () => '/console/sites',
    done: (answer) => toSite({ slug: (answer as Site).slug }),
  },
  {
    path: '/console/sites/:slug/edit',
    title: { id: 'Ubah lokasi', en: 'Change a site' },
    button: { id: 'Simpan', en: 'Save' },
    section: '/console/sites',
    fields: siteFields,
    present: siteOf,
    input: SiteInput.omit({ slug: true }),
    back: toSite,
  },
  {
    path: '/console/sites/:slug/power',
    title: w.setBudget,
    lead: {
      id: 'Yang boleh ditarik semua pos bersama-sama. Dibagi di antara soket yang sedang dipakai; yang hanya bisa nyala atau mati bergiliran.',
      en: 'What all chargers may draw together. It is shared among the sockets in use; those that only switch take turns.',
    },
    button: { id: 'Pakai batas ini', en: 'Use this limit' },
    section: '/console/sites',
    fields: [
      { name: 'limitW', kind: 'whole', unit: 'W', label: w.limit, required: true },
      {
        name: 'sharing',
        kind: 'choice',
        label: w.sharing,
        options: Object.entries(sharings).map(([value, label]) => ({ value, label })),
        required: true,
      },
      seconds('turnS', 'Satu giliran', 'A turn'),
      seconds('minOnS', 'Nyala paling sebentar', 'On at least'),
      seconds('minOffS', 'Mati paling sebentar', 'Off at least'),
      seconds('longestWaitS', 'Tunggu paling lama', 'Longest wait'),
    ],
    present: async ({ c, api, names }) =>
      (await api.find<PowerBudget>(c, filled('/sites/:slug/power-budget', names))) ?? {
        ...{ sharing: 'equal', turnS: 900, minOnS: 300, minOffS: 120, longestWaitS: 3600 },
      },
    input: PowerBudgetInput,
    confirm: async (asking, body) => {
      const { name } = await siteOf(asking)
      const limit = watts(PowerBudgetInput.parse(body).limitW, asking.language)
      return asking.language === 'id'
        ? [
            `Semua pos di ${name} bersama-sama paling banyak ${limit}.`,
            'Yang sedang mengisi bisa melambat atau menunggu giliran.',
          ]
        : [
            `All chargers at ${name} draw at most ${limit} together.`,
            'Who is charging may be slowed down, or wait a turn.',
          ]
    },
    back: toSite,
  },
  {
    path: '/console/sites/:slug/power/removal',
    title: { id: 'Hapus batas daya', en: 'Remove a power budget' },
    button: { id: 'Hapus', en: 'Remove it' },
    section: '/console/sites',
    confirm: async (asking) => {
      const { name } = await siteOf(asking)
      return asking.language === 'id'
        ? [`Tiap pos di ${name} boleh menarik daya penuhnya lagi. Pastikan sambungan listriknya cukup.`]
        : [`Each charger at ${name} may draw all it can again. Be sure that the supply bears it.`]
    },
    back: toSite,
  },
]
