/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import { toDataURL } from 'qrcode'
import type { z } from 'zod'
import type { Language } from '../../../web/language.ts'
import {
  PayoutInput,
  ReleaseInput,
  ReversalInput,
  TopUpInput,
  TopUpView,
  WalletCardPath,
  WalletDetails,
  type WalletView,
} from '../../wallets/schemas.ts'
import { type Asking, hrefOf, type Names } from '../asking.ts'
import type { Deed } from '../deeds/deed.ts'
import type { Field } from '../deeds/fields.ts'
import { maskedCard, rupiah, when } from '../figures.ts'
import { noteField } from '../sessions/deeds.ts'
import { paymentWords as w } from './words.ts'

const toWallet = ({ id = '' }: Names) => hrefOf('/console/wallets/:id', { id })

const walletFields: readonly Field[] = [
  { name: 'name', kind: 'line', label: { id: 'Nama pemilik', en: 'Name of the holder' }, required: true },
  {
    name: 'frozen',
    kind: 'yes',
    label: { id: 'Bekukan', en: 'Freeze it' },
    hint: {
      id: 'Kartunya tidak bisa memulai apa pun; yang sedang berjalan tetap berjalan.',
      en: 'Its cards start nothing; what is running goes on.',
    },
  },
]

const walletOf = ({ c, api, names }: Asking): Promise<WalletView> =>
  api.get<WalletView>(c, `/wallets/${encodeURIComponent(names.id ?? '')}`)

export const walletDeeds: readonly Deed[] = [
  {
    path: '/console/wallets/new',
    title: { id: 'Buka dompet', en: 'Open a wallet' },
    button: { id: 'Buka', en: 'Open it' },
    section: '/console/wallets',
    fields: walletFields,
    input: WalletDetails,
    back: () => '/console/wallets',
    done: (answer) => toWallet({ id: (answer as WalletView).id }),
  },
  {
    path: '/console/wallets/:id/edit',
    title: { id: 'Ubah dompet', en: 'Change a wallet' },
    button: { id: 'Simpan', en: 'Save' },
    section: '/console/wallets',
    fields: walletFields,
    input: WalletDetails,
    present: walletOf,
    back: toWallet,
  },
  {
    path: '/console/wallets/:id/top-up',
    title: w.topUp,
    lead: {
      id: 'Membuat QRIS. Saldonya bertambah begitu QRIS itu dibayar, oleh siapa pun.',
      en: 'Makes a QRIS. The balance grows as soon as that is paid, whoever pays it.',
    },
    button: { id: 'Buat QRIS', en: 'Make the QRIS' },
    section: '/console/wallets',
    fields: [
      {
        name: 'amountIdr',
        kind: 'whole',
        unit: 'Rp',
        label: { id: 'Jumlah', en: 'Amount' },
        required: true,
      },
    ],
    input: TopUpInput,
    back: toWallet,
    show: async (answer, { language }) => <TopUp topUp={TopUpView.parse(answer)} language={language} />,
  },
  {
    path: '/console/wallets/:id/cards/new',
    title: w.linkCard,
    lead: {
      id: 'Sejak sekarang dompet ini membayar pengisian dengan kartu itu.',
      en: 'From now on this wallet pays for what is charged with the card.',
    },
    button: { id: 'Kaitkan', en: 'Link it' },
    section: '/console/wallets',
    fields: [
      {
        name: 'idTag',
        kind: 'line',
        label: { id: 'Nomor kartu (UID)', en: 'Number of the card (UID)' },
        hint: {
          id: 'Sudah terdaftar, dan belum dibayar dompet atau tagihan lain.',
          en: 'One that is entered already, and that nothing else pays for.',
        },
        required: true,
      },
    ],
    input: WalletCardPath.pick({ idTag: true }),
    confirm: async (asking, body) => {
      const { name } = await walletOf(asking)
      const card = maskedCard((body as { idTag: string }).idTag)
      return asking.language === 'id'
        ? [`Kartu ${card} memakai saldo dompet ${name}.`]
        : [`Card ${card} spends the balance of the wallet of ${name}.`]
    },
    back: toWallet,
  },
  {
    path: '/console/wallets/:id/cards/:idTag/removal',
    title: { id: 'Lepas kartu dari dompet', en: 'Take a card off a wallet' },
    button: { id: 'Lepas kartu', en: 'Take it off' },
    section: '/console/wallets',
    confirm: async (asking) => {
      const { name } = await walletOf(asking)
      const card = maskedCard(asking.names.idTag ?? '')
      return asking.language === 'id'
        ? [
            `Dompet ${name} tidak lagi membayar untuk kartu ${card}.`,
            'Kartu itu diblokir, sebab tidak ada yang membayarnya. Sesi yang sedang berjalan tetap berjalan.',
          ]
        : [
            `The wallet of ${name} pays for card ${card} no longer.`,
            'The card is blocked, since nobody pays for it. A running session goes on.',
          ]
    },
    back: toWallet,
  },
  {
    path: '/console/wallets/:id/payout',
    title: { id: 'Bayarkan isi dompet', en: 'Pay out a wallet' },
    lead: {
      id: 'Menjadi pengembalian yang ditransfer orang, lalu dicatat di halaman pengembalian.',
      en: 'It becomes a refund that a person transfers, and says so on the page of refunds.',
    },
    button: { id: 'Bayarkan', en: 'Pay it out' },
    section: '/console/wallets',
    fields: [
      {
        name: 'amountIdr',
        kind: 'whole',
        unit: 'Rp',
        label: { id: 'Jumlah', en: 'Amount' },
        hint: { id: 'Kosong: semua yang bebas.', en: 'Empty: all that is free.' },
      },
      {
        name: 'claim.name',
        kind: 'line',
        label: { id: 'Nama pemilik rekening', en: 'Account holder' },
        required: true,
      },
      {
        name: 'claim.institution',
        kind: 'line',
        label: { id: 'Bank atau e-wallet', en: 'Bank or e-wallet' },
        required: true,
      },
      {
        name: 'claim.account',
        kind: 'line',
        label: { id: 'Nomor rekening', en: 'Account number' },
        required: true,
      },
      noteField,
    ],
    input: PayoutInput,
    confirm: async (asking, body) => {
      const { amountIdr, claim } = body as PayoutInput
      const wallet = await walletOf(asking)
      const much = rupiah(amountIdr ?? wallet.balanceIdr, asking.language)
      const where = `${claim.institution} ${claim.account}, ${claim.name}`
      return asking.language === 'id'
        ? [`${much} keluar dari dompet ${wallet.name}, untuk ditransfer ke ${where}.`]
        : [`${much} leave the wallet of ${wallet.name}, to be transferred to ${where}.`]
    },
    back: toWallet,
    done: () => '/console/refunds',
  },
  {
    path: '/console/wallets/:id/reversal/:journalId',
    title: { id: 'Tarik kembali pemakaian', en: 'Take back what a session used' },
    button: { id: 'Tarik kembali', en: 'Take it back' },
    section: '/console/wallets',
    fields: [noteField],
    input: ReversalInput,
    body: (fields, { journalId }) => ({ journalId, ...fields }),
    confirm: async (asking) => {
      const { name } = await walletOf(asking)
      return asking.language === 'id'
        ? [`Yang diambil sesi itu kembali ke dompet ${name}.`]
        : [`What that session took goes back into the wallet of ${name}.`]
    },
    back: toWallet,
  },
  {
    path: '/console/wallets/:id/holds/:holdId/release',
    title: { id: 'Lepas yang disisihkan untuk pos', en: 'Free what is set aside for a charger' },
    lead: {
      id: 'Untuk pos yang hilang. Bila ternyata sudah dipakai, saldo dipotong saat pos memberi kabar.',
      en: 'For a charger that is gone. What it has spent all the same is taken when it tells.',
    },
    button: { id: 'Lepas', en: 'Free it' },
    section: '/console/wallets',
    fields: [noteField],
    input: ReleaseInput,
    confirm: async (asking) => {
      const { name } = await walletOf(asking)
      return asking.language === 'id'
        ? [`Uang yang disisihkan kembali bebas di dompet ${name}.`]
        : [`What is set aside is free again in the wallet of ${name}.`]
    },
    back: toWallet,
  },
]

/** To hold out to whoever pays it. */
async function TopUp({
  topUp,
  language,
}: {
  readonly topUp: z.infer<typeof TopUpView>
  readonly language: Language
}) {
  const { paymentId, qrContent, amountIdr, reference, expiresAt } = topUp
  return (
    <section class="card">
      <h2>{rupiah(amountIdr, language)}</h2>
      {qrContent === null ? (
        <p>{w.noQr[language]}</p>
      ) : (
        <img
          class="qr large"
          src={await toDataURL(qrContent, { errorCorrectionLevel: 'M' })}
          alt="QRIS"
          width="280"
          height="280"
        />
      )}
      <p>
        {w.payBefore[language]} {when(expiresAt, language)}
      </p>
      <p>
        <a href={hrefOf('/console/payments/:id', { id: paymentId })}>
          {w.payment[language]} {reference}
        </a>
      </p>
    </section>
  )
}
