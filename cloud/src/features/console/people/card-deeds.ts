import { CardDetails, type CardView } from '../../cards/schemas.ts'
import { CardGiven } from '../../drivers/schemas.ts'
import { type Asking, filled, hrefOf, type Names } from '../asking.ts'
import type { Deed } from '../deeds/deed.ts'
import type { Field } from '../deeds/fields.ts'
import { maskedCard } from '../figures.ts'
import { peopleWords as w } from './words.ts'

const toCard = ({ idTag = '' }: Names) => hrefOf('/console/cards/:idTag', { idTag })

const cardFields: readonly Field[] = [
  { name: 'label', kind: 'line', label: w.label },
  {
    name: 'postpaidAccount',
    kind: 'line',
    label: w.account,
    hint: {
      id: 'Nama pendek rekening yang membayarnya.',
      en: 'The short name of the account that pays for it.',
    },
  },
  {
    name: 'customerGroup',
    kind: 'line',
    label: w.group,
    hint: { id: 'Misalnya ojol.', en: 'Such as ojol.' },
  },
  { name: 'parentIdTag', kind: 'line', label: w.parent },
  { name: 'maxActiveSessions', kind: 'whole', label: w.most },
  { name: 'expiresAt', kind: 'moment', label: { id: 'Berlaku sampai (WIB)', en: 'Good until (WIB)' } },
]

const statusField: Field = {
  name: 'status',
  kind: 'choice',
  label: w.state,
  options: [
    { value: 'Accepted', label: { id: 'Berlaku', en: 'Valid' } },
    { value: 'Blocked', label: { id: 'Diblokir', en: 'Blocked' } },
  ],
  required: true,
}

const cardOf = ({ c, api, names }: Asking) => api.get<CardView>(c, filled('/id-tags/:idTag', names))

/** The card as it is, but for its status. */
const statusDeed = (status: CardView['status']): Pick<Deed, 'keeps' | 'body' | 'back' | 'section'> => ({
  section: '/console/cards',
  keeps: async (asking) => {
    const card = await cardOf(asking)
    return Object.fromEntries(Object.keys(CardDetails.shape).map((key) => [key, card[key as keyof CardView]]))
  },
  body: (fields) => ({ ...fields, status }),
  back: toCard,
})

export const cardDeeds: readonly Deed[] = [
  {
    path: '/console/cards/new',
    title: w.newCard,
    button: { id: 'Daftarkan', en: 'Enter it' },
    section: '/console/cards',
    fields: [
      {
        name: 'idTag',
        kind: 'line',
        label: { id: 'Nomor kartu (UID)', en: 'Number of the card (UID)' },
        hint: {
          id: 'Seperti dibaca pos, misalnya 04A1B2C3D4E5F6.',
          en: 'As a charger reads it, such as 04A1B2C3D4E5F6.',
        },
        required: true,
      },
      statusField,
      ...cardFields,
    ],
    present: async () => ({ status: 'Accepted', maxActiveSessions: 1 }),
    back: () => '/console/cards',
    done: (answer) => toCard({ idTag: (answer as CardView).idTag }),
  },
  {
    path: '/console/cards/:idTag/edit',
    title: { id: 'Ubah kartu', en: 'Change a card' },
    button: { id: 'Simpan', en: 'Save' },
    section: '/console/cards',
    fields: [statusField, ...cardFields],
    input: CardDetails,
    present: cardOf,
    back: toCard,
  },
  {
    path: '/console/cards/:idTag/block',
    title: { id: 'Blokir kartu', en: 'Block a card' },
    button: { id: 'Blokir', en: 'Block it' },
    ...statusDeed('Blocked'),
    confirm: async ({ language, names }) => [
      language === 'id'
        ? `Kartu ${maskedCard(names.idTag ?? '')} tidak bisa memulai apa pun. Sesi yang sedang berjalan tetap berjalan.`
        : `Card ${maskedCard(names.idTag ?? '')} starts nothing. A running session goes on.`,
    ],
  },
  {
    path: '/console/cards/:idTag/unblock',
    title: { id: 'Buka blokir kartu', en: 'Unblock a card' },
    button: { id: 'Buka blokir', en: 'Unblock it' },
    ...statusDeed('Accepted'),
    confirm: async ({ language, names }) => [
      language === 'id'
        ? `Kartu ${maskedCard(names.idTag ?? '')} bisa mengisi lagi.`
        : `Card ${maskedCard(names.idTag ?? '')} can charge again.`,
    ],
  },
]

const idTagField: Field = {
  name: 'idTag',
  kind: 'line',
  label: { id: 'Nomor kartu (UID)', en: 'Number of the card (UID)' },
  required: true,
}

export const driverDeeds: readonly Deed[] = [
  {
    path: '/console/drivers/:id/cards/new',
    title: w.give,
    button: { id: 'Beri kartu', en: 'Give the card' },
    section: '/console/drivers',
    fields: [idTagField],
    input: CardGiven,
    back: ({ id = '' }) => hrefOf('/console/drivers/:id', { id }),
  },
  {
    path: '/console/card-orders/:id/fulfilment',
    title: { id: 'Kartu sudah dikirim', en: 'The card was sent' },
    button: { id: 'Simpan', en: 'Save' },
    section: '/console/card-orders',
    fields: [idTagField],
    input: CardGiven,
    back: () => '/console/card-orders',
  },
  {
    path: '/console/card-orders/:id/cancellation',
    title: { id: 'Batalkan pesanan kartu', en: 'Cancel an order of a card' },
    button: { id: 'Batalkan', en: 'Cancel it' },
    section: '/console/card-orders',
    confirm: async ({ language }) => [
      language === 'id'
        ? 'Kartu ini tidak dikirim, dan alamatnya dihapus.'
        : 'No card is sent, and the address is erased.',
    ],
    back: () => '/console/card-orders',
  },
]
