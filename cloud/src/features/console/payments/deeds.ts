import { z } from 'zod'
import { knownDetail } from '../../payments/exception-words.ts'
import {
  CaptureVerdict,
  type ExceptionView,
  Note,
  type PaymentInfo,
  type RefundView,
  StrayReturn,
  Verdict,
} from '../../payments/schemas.ts'
import { maxFileBytes, type SettlementReportView } from '../../reconciliation/schemas.ts'
import { type Asking, hrefOf } from '../asking.ts'
import type { Deed } from '../deeds/deed.ts'
import type { Field, Option } from '../deeds/fields.ts'
import { rupiah } from '../figures.ts'
import { noteField } from '../sessions/deeds.ts'
import { exceptionKinds, methods, paymentWords as w } from './words.ts'

const toRefunds = () => '/console/refunds'
const toExceptions = () => '/console/exceptions'

/** What the sentences of a deed are about: the refund, as the list of the API has it. */
async function refundText({ c, api, names, language }: Asking): Promise<string> {
  for (const state of ['manual', 'pending'] as const) {
    const { items } = await api.get<{ items: RefundView[] }>(c, `/refunds?limit=200&state=${state}`)
    const refund = items.find(({ id }) => id === names.id)
    if (refund !== undefined) return `${refund.reference}, ${rupiah(refund.amountIdr, language)}`
  }
  return names.id ?? ''
}

async function exceptionText({ c, api, names, language }: Asking): Promise<string> {
  const { items } = await api.get<{ items: ExceptionView[] }>(c, '/payment-exceptions?limit=200')
  const exception = items.find(({ id }) => id === names.id)
  if (exception === undefined) return ''
  const { kind, amountIdr, detail } = exception
  const much = amountIdr === null ? '' : `, ${rupiah(amountIdr, language)}`
  return `${exceptionKinds[kind][language]}${much}. ${knownDetail(detail)?.[language] ?? detail}`
}

const outcomes: readonly Option[] = [
  { value: 'carriedOut', label: { id: 'Sudah dijalankan', en: 'It was carried out' } },
  { value: 'notCarriedOut', label: { id: 'Tidak dijalankan', en: 'It was not' } },
]

const refundDeeds: readonly Deed[] = [
  {
    path: '/console/refunds/:id/transfer',
    title: { id: 'Pengembalian sudah ditransfer', en: 'A refund was transferred' },
    about: refundText,
    lead: {
      id: 'Untuk yang ditolak penyedia dan Anda transfer sendiri. Buku besar mencatatnya terhadap bank.',
      en: 'For one that the provider refused and you have transferred. The ledger books it against the bank.',
    },
    button: { id: 'Ya, sudah ditransfer', en: 'Yes, it was transferred' },
    section: '/console/refunds',
    fields: [noteField],
    input: Note,
    confirm: async (asking) => [
      asking.language === 'id'
        ? `Pengembalian ${await refundText(asking)} dicatat sudah dibayar dari bank.`
        : `The refund ${await refundText(asking)} is booked as paid by the bank.`,
    ],
    back: toRefunds,
  },
  {
    path: '/console/refunds/:id/verdict',
    title: { id: 'Apakah pengembalian ini dijalankan?', en: 'Was this refund carried out?' },
    about: refundText,
    lead: {
      id: 'Penyedia tidak menjawab. Lihat di bukunya, lalu putuskan: dua kali tidak bisa ditarik lagi.',
      en: "The provider did not answer. Look into its books, then decide: twice can't be put right.",
    },
    button: { id: 'Putuskan', en: 'Decide' },
    section: '/console/refunds',
    fields: [
      {
        name: 'outcome',
        kind: 'choice',
        options: outcomes,
        label: { id: 'Menurut buku penyedia', en: "By the provider's books" },
        required: true,
      },
      noteField,
    ],
    input: Verdict,
    confirm: async (asking, body) => {
      const isDone = (body as Verdict).outcome === 'carriedOut'
      const text = await refundText(asking)
      if (asking.language === 'id')
        return [isDone ? `${text} dicatat sudah kembali.` : `${text}: pengemudi ditanya ke mana dikirim.`]
      return [isDone ? `${text} is booked as gone back.` : `${text}: its driver is asked where it is to go.`]
    },
    back: toRefunds,
  },
]

const bankReference: Field = {
  name: 'bankReference',
  kind: 'line',
  label: { id: 'Nomor transfer bank', en: 'Bank reference of the transfer' },
  required: true,
}

/** What each way to give stray money back asks for beside the reason. */
const wayFields: Readonly<Record<string, readonly Field[]>> = {
  provider: [
    {
      name: 'method',
      kind: 'choice',
      label: { id: 'Dibayar dengan', en: 'It was paid by' },
      options: (['qris', 'wallet', 'page'] as const).map((value) => ({ value, label: methods[value] })),
    },
  ],
  transfer: [bankReference],
  payment: [
    {
      name: 'paymentId',
      kind: 'line',
      label: { id: 'ID pembayaran', en: 'Id of the payment' },
      hint: {
        id: 'Yang belum dibayar, dari alamat halamannya.',
        en: 'Unpaid; from the address of its page.',
      },
      required: true,
    },
  ],
  wallet: [
    {
      name: 'walletId',
      kind: 'line',
      label: { id: 'ID dompet', en: 'Id of the wallet' },
      hint: { id: 'Dari alamat halaman dompetnya.', en: 'From the address of its page.' },
      required: true,
    },
  ],
}

/** None for a way that there is not: the API says so. */
const fieldsOfWay = (way: string): readonly Field[] =>
  Object.hasOwn(wayFields, way) ? (wayFields[way] ?? []) : []

const exceptionDeeds: readonly Deed[] = [
  {
    path: '/console/exceptions/:id/return/:way',
    title: { id: 'Kembalikan uang yang tersesat', en: 'Give back money gone astray' },
    about: exceptionText,
    button: { id: 'Kembalikan', en: 'Give it back' },
    section: '/console/exceptions',
    fields: async ({ names: { way = '' } }) => [...fieldsOfWay(way), noteField],
    input: StrayReturn,
    body: (fields, { way }) => ({ way, ...fields }),
    confirm: async (asking) => {
      const text = await exceptionText(asking)
      return asking.language === 'id'
        ? [text, 'Buku besar mencatatnya sekarang juga.']
        : [text, 'The ledger books it at once.']
    },
    back: toExceptions,
  },
  {
    path: '/console/exceptions/:id/resolution',
    title: { id: 'Sudah diurus', en: 'It is dealt with' },
    about: exceptionText,
    lead: {
      id: 'Tulis apa yang dilakukan, dan nomornya. Ini hanya menutup catatan; uang tidak bergerak.',
      en: 'Say what was done, and its number. This only closes the note; no money moves.',
    },
    button: { id: 'Tutup', en: 'Close it' },
    section: '/console/exceptions',
    fields: [noteField],
    input: Note,
    back: toExceptions,
  },
  {
    path: '/console/payments/:id/capture-verdict',
    title: { id: 'Apakah yang disisihkan terambil?', en: 'Was what was set aside captured?' },
    button: { id: 'Putuskan', en: 'Decide' },
    section: '/console/exceptions',
    fields: [
      {
        name: 'outcome',
        kind: 'choice',
        label: { id: 'Menurut buku penyedia', en: "By the provider's books" },
        options: [
          { value: 'captured', label: { id: 'Terambil', en: 'Captured' } },
          { value: 'writtenOff', label: { id: 'Tidak, kami yang menanggung', en: 'No; it is our loss' } },
        ],
        required: true,
      },
      noteField,
    ],
    input: CaptureVerdict,
    confirm: async ({ c, api, names, language }, body) => {
      const payment = await api.get<PaymentInfo>(c, `/payments/${encodeURIComponent(names.id ?? '')}`)
      const much = `${payment.reference}, ${rupiah(payment.usedIdr, language)}`
      const isCaptured = (body as CaptureVerdict).outcome === 'captured'
      if (language === 'id')
        return [isCaptured ? `${much} dicatat diterima.` : `${much} menjadi kerugian kami.`]
      return [isCaptured ? `${much} is booked as received.` : `${much} becomes our loss.`]
    },
    back: ({ id }) => hrefOf('/console/payments/:id', { id: id ?? '' }),
  },
  {
    path: '/console/settlements/new',
    title: w.uploadFile,
    lead: {
      id: 'Berkas apa adanya dari penyedia. Tiap baris dicocokkan dengan buku besar; baris yang sudah pernah datang tidak dihitung lagi.',
      en: 'The file as the provider gives it. Each line is matched with the ledger; one that came before counts no more.',
    },
    button: { id: 'Unggah dan cocokkan', en: 'Upload and match' },
    section: '/console/settlements',
    fields: async ({ c, api }) => {
      const { items } = await api.get<{ items: { name: string }[] }>(c, '/reconciliation/gateways')
      const options = items.map(({ name }) => ({ value: name, label: { id: name, en: name } }))
      return [{ name: 'gateway', kind: 'choice', label: w.provider, options, required: true }]
    },
    input: z.object({ gateway: z.string() }),
    file: {
      label: w.file,
      hint: {
        id: 'CSV, paling besar 32 MB. Berkas yang sama boleh diunggah lagi: yang belum selesai dilanjutkan.',
        en: 'CSV, 32 MB at most. The same file may be uploaded again: what was cut off goes on.',
      },
      mostBytes: maxFileBytes,
    },
    back: () => '/console/settlements',
    done: (answer) => hrefOf('/console/settlements/:id', { id: (answer as SettlementReportView).id }),
  },
  {
    path: '/console/settlement-rows/:id/booking',
    title: { id: 'Bukukan baris setoran', en: 'Book a line of a settlement' },
    lead: {
      id: 'Hanya bila rekening bank sudah menunjukkan uangnya.',
      en: "Only when the bank's own statement shows its money.",
    },
    button: { id: 'Bukukan', en: 'Book it' },
    section: '/console/settlements',
    fields: [noteField],
    input: Note,
    confirm: async ({ language }) => [
      language === 'id' ? 'Uang baris ini masuk buku besar.' : 'The money of this line goes into the ledger.',
    ],
    back: () => '/console/settlements',
  },
]

export const paymentDeeds: readonly Deed[] = [...refundDeeds, ...exceptionDeeds]
