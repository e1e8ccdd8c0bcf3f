import { CardDetails, CardReplacement, type CardView } from '../../cards/schemas.ts'
import { CardGiven } from '../../drivers/schemas.ts'
import { WalletPath, type WalletView } from '../../wallets/schemas.ts'
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

const replacement: Deed = {
  path: '/console/cards/:idTag/replacement',
  title: { id: 'Ganti kartu dengan yang baru', en: 'Replace a card by a new one' },
  lead: {
    id: 'Untuk kartu yang rusak atau hilang. Kartu baru belum dipakai siapa pun.',
    en: 'For a card that is broken or lost. The new card is nobody’s yet.',
  },
  button: w.replace,
  section: '/console/cards',
  fields: [
    {
      name: 'by',
      kind: 'line',
      label: { id: 'Nomor kartu yang baru (UID)', en: 'Number of the new card (UID)' },
      required: true,
    },
  ],
  input: CardReplacement,
  confirm: async (asking, body) => {
    const { status } = await cardOf(asking)
    const old = maskedCard(asking.names.idTag ?? '')
    const by = maskedCard((body as CardReplacement).by)
    const isBlocked = status === 'Blocked'
    return asking.language === 'id'
      ? [
          `Kartu ${by} mendapat pembayar, batas, grup dan pemegang kartu ${old}.`,
          `Kartu ${old} diblokir untuk seterusnya. Sesi yang sedang berjalan dengannya tetap berjalan.`,
          ...(isBlocked ? [`Kartu ${old} sekarang diblokir, jadi ${by} juga, sampai Anda membukanya.`] : []),
        ]
      : [
          `Card ${by} gets the payer, limits, group and holder of card ${old}.`,
          `Card ${old} is blocked for good. A session that runs with it goes on.`,
          ...(isBlocked ? [`Card ${old} is blocked now, so ${by} is too, until you unblock it.`] : []),
        ]
  },
  back: toCard,
  done: (answer) => toCard({ idTag: (answer as CardView).idTag }),
}

/** Who pays for it, of the wallets that there are. */
const toWallet: Deed = {
  path: '/console/cards/:idTag/wallet',
  title: w.toWallet,
  button: { id: 'Kaitkan', en: 'Link it' },
  section: '/console/cards',
  fields: async ({ c, api }) => {
    const { items } = await api.get<{ items: WalletView[] }>(c, '/wallets?limit=200&sort=name')
    const options = items.map(({ id, name }) => ({ value: id, label: { id: name, en: name } }))
    return [{ name: 'id', kind: 'choice', label: { id: 'Dompet', en: 'Wallet' }, options, required: true }]
  },
  input: WalletPath.refine(({ id }) => id !== ''),
  confirm: async ({ c, api, names, language }, body) => {
    const wallet = await api.get<WalletView>(c, filled('/wallets/:id', WalletPath.parse(body)))
    const card = maskedCard(names.idTag ?? '')
    return language === 'id'
      ? [`Kartu ${card} memakai saldo dompet ${wallet.name}.`]
      : [`Card ${card} spends the balance of the wallet of ${wallet.name}.`]
  },
  back: toCard,
}

export const cardDeeds: readonly Deed[] = [
  {
    path: '/console/cards/new',
    isNew: true,
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
  replacement,
  toWallet,
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
