import { FleetAccount, RiderInput } from '../../fleets/schemas.ts'
import { filled, hrefOf, type Names } from '../asking.ts'
import type { Deed } from '../deeds/deed.ts'
import { maskedCard } from '../figures.ts'
import { peopleWords as w } from './words.ts'

const toFleet = ({ organisationId = '' }: Names) =>
  hrefOf('/console/fleets/:organisationId', { organisationId })

interface Limit {
  readonly per: string
  readonly unit: string
  readonly amount: number
}

const limitKinds = (['session', 'day', 'month'] as const).flatMap((per) =>
  (['idr', 'wh'] as const).map((unit) => ({ per, unit })),
)
const periods = {
  session: { id: 'per sesi', en: 'per session' },
  day: { id: 'per hari', en: 'per day' },
  month: { id: 'per bulan', en: 'per month' },
} as const

export const fleetDeeds: readonly Deed[] = [
  {
    path: '/console/fleets/:organisationId/account',
    title: w.connect,
    button: { id: 'Hubungkan', en: 'Connect it' },
    section: '/console/organisations',
    fields: [{ name: 'account', kind: 'line', label: w.account, required: true }],
    input: FleetAccount,
    back: toFleet,
  },
  {
    path: '/console/fleets/:organisationId/cards/:idTag/limits',
    title: w.setLimits,
    lead: {
      id: 'Kartu dengan batas hanya bisa mulai bila ada jaringan. Kosong: tanpa batas.',
      en: 'A card with limits starts only where there is a network. Empty: no limit.',
    },
    button: { id: 'Simpan', en: 'Save' },
    section: '/console/organisations',
    fields: limitKinds.map(({ per, unit }) => ({
      name: `${per}-${unit}`,
      kind: 'whole',
      unit: unit === 'idr' ? 'Rp' : 'Wh',
      label: periods[per],
    })),
    present: async ({ c, api, names }) => {
      const path = filled('/fleets/:organisationId/cards', names)
      const { items } = await api.get<{ items: { idTag: string; limits: Limit[] }[] }>(c, `${path}?limit=200`)
      const card = items.find(({ idTag }) => idTag === names.idTag)
      return Object.fromEntries(
        (card?.limits ?? []).map(({ per, unit, amount }) => [`${per}-${unit}`, amount]),
      )
    },
    body: (fields) => ({
      limits: limitKinds.flatMap(({ per, unit }) => {
        const amount = fields[`${per}-${unit}`]
        return amount === undefined ? [] : [{ per, unit, amount }]
      }),
    }),
    back: toFleet,
  },
  {
    path: '/console/fleets/:organisationId/cards/:idTag/rider',
    title: w.setRider,
    button: { id: 'Simpan', en: 'Save' },
    section: '/console/organisations',
    fields: async ({ c, api, names }) => {
      const path = filled('/fleets/:organisationId/riders', names)
      const { items } = await api.get<{ items: { id: string; name: string }[] }>(c, `${path}?limit=200`)
      const options = items.map(({ id, name }) => ({ value: id, label: { id: name, en: name } }))
      return [{ name: 'userId', kind: 'choice', label: w.rider, options }]
    },
    input: RiderInput,
    body: ({ userId = null }) => ({ userId }),
    back: toFleet,
  },
  {
    path: '/console/fleets/:organisationId/cards/:idTag/block',
    title: { id: 'Blokir kartu', en: 'Block a card' },
    button: { id: 'Blokir', en: 'Block it' },
    section: '/console/organisations',
    confirm: async ({ language, names }) => [
      language === 'id'
        ? `Kartu ${maskedCard(names.idTag ?? '')} tidak bisa memulai apa pun.`
        : `Card ${maskedCard(names.idTag ?? '')} starts nothing.`,
    ],
    back: toFleet,
  },
  {
    path: '/console/fleets/:organisationId/cards/:idTag/unblock',
    title: { id: 'Buka blokir kartu', en: 'Unblock a card' },
    button: { id: 'Buka blokir', en: 'Unblock it' },
    section: '/console/organisations',
    confirm: async ({ language, names }) => [
      language === 'id'
        ? `Kartu ${maskedCard(names.idTag ?? '')} bisa mengisi lagi.`
        : `Card ${maskedCard(names.idTag ?? '')} can charge again.`,
    ],
    back: toFleet,
  },
]
