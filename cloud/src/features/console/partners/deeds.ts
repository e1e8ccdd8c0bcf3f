import type { z } from 'zod'
import type { Organisation } from '../../organisations/schemas.ts'
import { type Agreement, AgreementEnd, AgreementInput } from '../../partners/schemas.ts'
import {
  BankAccountInput,
  type OwedView,
  PaidInput,
  PayoutInput,
  type PayoutView,
  RefusalInput,
} from '../../payouts/schemas.ts'
import { ClosingInput, type StatementPreview } from '../../statements/schemas.ts'
import { type Asking, filled, hrefOf, type Names } from '../asking.ts'
import type { Deed } from '../deeds/deed.ts'
import type { Field, Option } from '../deeds/fields.ts'
import { rupiah } from '../figures.ts'
import { noteField } from '../sessions/deeds.ts'
import { siteOptions } from '../tariffs/deeds.tsx'
import { holdings, payers, reckonings, partnerWords as w } from './words.ts'

const toPartner = ({ slug = '' }: Names) => hrefOf('/console/partners/:slug', { slug })
const toPayout = ({ number = '' }: Names) => hrefOf('/console/payouts/:number', { number })

async function partnerField({ c, api }: Asking): Promise<Field> {
  const { items } = await api.get<{ items: Organisation[] }>(c, '/organisations?limit=200')
  const options = items
    .filter(({ kind, endedAt }) => kind === 'partner' && endedAt === null)
    .map(({ slug, name }) => ({ value: slug, label: { id: name, en: name } }))
  return { name: 'organisation', kind: 'choice', label: w.partner, options, required: true }
}

const optionsOf = (said: Readonly<Record<string, Option['label']>>): Option[] =>
  Object.entries(said).map(([value, label]) => ({ value, label }))

/** Places that a form has room for; the API takes more. */
const placeLines = 3

async function agreementFields(asking: Asking): Promise<readonly Field[]> {
  const sites = await siteOptions(asking)
  const places = Array.from({ length: placeLines }, (_, index): Field[] => {
    const group = index === 0 ? undefined : { id: `Tempat ke-${index + 1}`, en: `Place ${index + 1}` }
    const of = (field: Field): Field => (group === undefined ? field : { ...field, group })
    return [
      of({
        name: `places.${index}.site`,
        kind: 'choice',
        label: w.site,
        options: sites,
        ...(index === 0 && { required: true }),
      }),
      of({
        name: `places.${index}.chargePointId`,
        kind: 'line',
        label: w.charger,
        hint: { id: 'Kosong: semua pos di lokasi itu.', en: 'Empty: all that stands at the site.' },
      }),
      of({
        name: `places.${index}.holding`,
        kind: 'choice',
        label: w.holding,
        options: optionsOf(holdings),
        ...(index === 0 && { required: true }),
      }),
    ]
  })
  return [
    await partnerField(asking),
    ...places.flat(),
    {
      name: 'terms.share.of',
      kind: 'choice',
      label: { id: 'Bagian mitra dihitung', en: 'His share is' },
      options: [
        { value: 'gross', label: w.gross },
        { value: 'net', label: w.net },
      ],
      required: true,
    },
    { name: 'terms.share.basisPoints', kind: 'percent', unit: '%', label: w.share, required: true },
    {
      name: 'terms.share.gatewayFeeBy',
      kind: 'choice',
      label: { id: 'Biaya penyedia ditanggung', en: "The provider's fee is borne by" },
      hint: { id: 'Untuk bagian dari bruto.', en: 'Of a share of gross.' },
      options: optionsOf(payers),
    },
    { name: 'terms.fixedIdrPerKwh', kind: 'whole', unit: 'Rp', label: w.perKwh },
    { name: 'terms.guaranteedIdrPerMonth', kind: 'whole', unit: 'Rp', label: w.guarantee },
    {
      name: 'terms.electricity.paidBy',
      kind: 'choice',
      label: w.electricity,
      options: optionsOf(payers),
      required: true,
    },
    {
      name: 'terms.electricity.reckonedBy',
      kind: 'choice',
      label: w.reckoned,
      options: optionsOf(reckonings),
      required: true,
    },
    {
      name: 'terms.electricity.idrPerKwh',
      kind: 'whole',
      unit: 'Rp',
      label: { id: 'Listrik per kWh', en: 'Electricity per kWh' },
      hint: { id: 'Bila dihitung tiap kWh.', en: 'Where it is reckoned for each kWh.' },
    },
    { name: 'terms.pphBasisPoints', kind: 'percent', unit: '%', label: w.pph },
    { name: 'startsOn', kind: 'day', label: { id: 'Hari pertama', en: 'First day' }, required: true },
    {
      name: 'endsOn',
      kind: 'day',
      label: { id: 'Hari pertama yang tidak berlaku lagi', en: 'First day on which it no longer holds' },
    },
    {
      name: 'supersedes',
      kind: 'line',
      label: { id: 'Menggantikan perjanjian (ID)', en: 'Supersedes the agreement (id)' },
    },
    { name: 'note', kind: 'note', label: w.note },
  ]
}

const agreementDeeds: readonly Deed[] = [
  {
    path: '/console/agreements/new',
    title: w.newAgreement,
    lead: w.agreementsLead,
    button: { id: 'Tulis perjanjian', en: 'Write it down' },
    section: '/console/agreements',
    fields: agreementFields,
    input: AgreementInput,
    present: async ({ c, api }) => {
      const after = c.req.query('after')
      if (after === undefined)
        return {
          terms: {
            electricity: { paidBy: 'operator', reckonedBy: 'nobody' },
            share: { gatewayFeeBy: 'operator' },
          },
        }
      const { organisation, places, terms } = await api.get<Agreement>(
        c,
        `/agreements/${encodeURIComponent(after)}`,
      )
      return { organisation, places, terms, supersedes: after }
    },
    body: ({ places, terms, ...fields }) => ({
      ...fields,
      terms: termsOf(terms as Record<string, Record<string, unknown>> | undefined),
      places: ((places ?? []) as object[]).filter((place) => Object.keys(place ?? {}).length > 0),
    }),
    confirm: async ({ language }, body) => {
      const { organisation, startsOn, places } = AgreementInput.parse(body)
      const where = places.map(({ site, chargePointId }) => chargePointId ?? site).join(', ')
      return language === 'id'
        ? [
            `Mulai ${startsOn}, hasil di ${where} dibagi dengan ${organisation}.`,
            'Perjanjian tidak bisa diubah lagi.',
          ]
        : [
            `From ${startsOn}, what ${where} brings in is shared with ${organisation}.`,
            'An agreement is never changed.',
          ]
    },
    back: () => '/console/agreements',
    done: (answer) => hrefOf('/console/agreements/:id', { id: (answer as Agreement).id }),
  },
  {
    path: '/console/agreements/:id/end',
    title: { id: 'Akhiri perjanjian', en: 'End an agreement' },
    button: { id: 'Akhiri', en: 'End it' },
    section: '/console/agreements',
    fields: [
      {
        name: 'endsOn',
        kind: 'day',
        label: { id: 'Hari pertama yang tidak berlaku lagi', en: 'First day on which it no longer holds' },
        required: true,
      },
      noteField,
    ],
    input: AgreementEnd,
    confirm: async ({ language }, body) => {
      const { endsOn } = body as { endsOn: string }
      return [
        language === 'id'
          ? `Mulai ${endsOn} tidak ada lagi yang dibagi.`
          : `From ${endsOn} nothing is shared any more.`,
      ]
    },
    back: ({ id = '' }) => hrefOf('/console/agreements/:id', { id }),
  },
]

/** A share of net says nothing of the provider's fee, and only electricity by the kWh has a price. */
function termsOf({ share = {}, electricity = {}, ...terms }: Record<string, Record<string, unknown>> = {}) {
  const { gatewayFeeBy, ...ofNet } = share
  const { idrPerKwh, ...unpriced } = electricity
  return {
    ...terms,
    share: share.of === 'net' ? ofNet : { ...ofNet, gatewayFeeBy },
    electricity: electricity.reckonedBy === 'kWh' ? { ...unpriced, idrPerKwh } : unpriced,
  }
}

const balanceOf = ({ c, api }: Asking, slug: string) =>
  api.get<z.infer<typeof OwedView>>(c, `/partners/${encodeURIComponent(slug)}`)

async function accountText(asking: Asking): Promise<string> {
  const { bankAccounts } = await balanceOf(asking, asking.names.slug ?? '')
  const account = bankAccounts.find(({ id }) => id === asking.names.id)
  return account === undefined ? '' : `${account.masked} (${account.proposedBy})`
}

const payoutOf = ({ c, api, names }: Asking) => api.get<PayoutView>(c, filled('/payouts/:number', names))

async function payoutText(asking: Asking): Promise<string> {
  const { amountIdr, organisation, bankAccount } = await payoutOf(asking)
  return `${rupiah(amountIdr, asking.language)} → ${organisation}, ${bankAccount}`
}

const moneyDeeds: readonly Deed[] = [
  {
    path: '/console/partner-statements/close',
    title: { id: 'Tutup laporan bagi hasil', en: 'Close a statement' },
    lead: w.statementsLead,
    button: { id: 'Tutup untuk selamanya', en: 'Close it for good' },
    section: '/console/partner-statements',
    fields: async (asking) => [
      await partnerField(asking),
      { name: 'period', kind: 'month', label: w.period, required: true },
    ],
    input: ClosingInput,
    confirm: async ({ c, api, language }, body) => {
      const query = new URLSearchParams(ClosingInput.parse(body))
      const { content } = await api.get<z.infer<typeof StatementPreview>>(c, `/statements/preview?${query}`)
      const due = rupiah(content.totals.dueIdr, language)
      const charged = rupiah(content.totals.chargedIdr, language)
      const { sessions } = content.totals
      return language === 'id'
        ? [
            `${sessions} sesi, ${charged} ditagih, hak mitra ${due}.`,
            'Yang datang kemudian masuk laporan berikutnya.',
          ]
        : [
            `${sessions} sessions, ${charged} charged, ${due} due to the partner.`,
            'What comes later stands on the next one.',
          ]
    },
    back: () => '/console/partner-statements',
    done: (answer) => `/statements/${(answer as { number: number }).number}`,
  },
  {
    path: '/console/partners/:slug/bank-accounts/new',
    title: w.newAccount,
    lead: {
      id: 'Belum berlaku sebelum orang kedua memastikannya.',
      en: 'Of no effect until a second person has confirmed it.',
    },
    button: { id: 'Ajukan', en: 'Propose it' },
    section: '/console/partner-statements',
    fields: [
      { name: 'bank', kind: 'line', label: { id: 'Bank', en: 'Bank' }, required: true },
      {
        name: 'accountNumber',
        kind: 'line',
        label: { id: 'Nomor rekening', en: 'Account number' },
        required: true,
      },
      { name: 'holder', kind: 'line', label: { id: 'Nama pemilik', en: 'Holder' }, required: true },
    ],
    input: BankAccountInput,
    confirm: async ({ language, names }, body) => {
      const { bank, accountNumber, holder } = BankAccountInput.parse(body)
      const text = `${bank} ${accountNumber}, ${holder}`
      return [
        language === 'id' ? `Rekening ${names.slug}: ${text}.` : `The account of ${names.slug}: ${text}.`,
      ]
    },
    back: toPartner,
  },
  {
    path: '/console/partners/:slug/bank-accounts/:id/confirmation',
    title: { id: 'Pastikan rekening', en: 'Confirm an account' },
    lead: {
      id: 'Tanya mitranya lebih dulu lewat jalan lain, misalnya telepon ke nomor yang sudah dikenal.',
      en: 'Ask the partner in another way first, such as a call to a number that is known.',
    },
    button: { id: 'Ya, sudah dipastikan', en: 'Yes, it is confirmed' },
    section: '/console/partner-statements',
    confirm: async (asking) => {
      const text = await accountText(asking)
      return [
        asking.language === 'id'
          ? `Mulai sekarang mitra dibayar ke ${text}.`
          : `From now on the partner is paid to ${text}.`,
      ]
    },
    back: toPartner,
  },
  {
    path: '/console/partners/:slug/bank-accounts/:id/refusal',
    title: { id: 'Tolak rekening', en: 'Refuse an account' },
    button: { id: 'Tolak', en: 'Refuse it' },
    section: '/console/partner-statements',
    confirm: async (asking) => [await accountText(asking)],
    back: toPartner,
  },
  {
    path: '/console/payouts/new',
    title: w.propose,
    lead: w.payoutsLead,
    button: { id: 'Ajukan', en: 'Propose it' },
    section: '/console/payouts',
    fields: async (asking) => [
      await partnerField(asking),
      {
        name: 'amountIdr',
        kind: 'whole',
        unit: 'Rp',
        label: w.amount,
        hint: { id: 'Kosong: semua yang jadi haknya.', en: 'Empty: all that is owed.' },
      },
      { name: 'note', kind: 'note', label: w.note },
    ],
    input: PayoutInput,
    confirm: async (asking, body) => {
      const { organisation, amountIdr } = PayoutInput.parse(body)
      const { owedIdr } = await balanceOf(asking, organisation)
      const much = rupiah(amountIdr ?? owedIdr, asking.language)
      const owed = rupiah(owedIdr, asking.language)
      return asking.language === 'id'
        ? [
            `${much} untuk ${organisation}; haknya sekarang ${owed}.`,
            'Uang belum bergerak sebelum orang kedua menyetujui.',
          ]
        : [
            `${much} for ${organisation}; ${owed} is owed now.`,
            'No money moves before a second person has approved it.',
          ]
    },
    back: () => '/console/payouts',
    done: (answer) => toPayout({ number: String((answer as PayoutView).number) }),
  },
  {
    path: '/console/payouts/:number/approval',
    title: { id: 'Setujui pembayaran', en: 'Approve a payout' },
    button: { id: 'Setujui', en: 'Approve it' },
    section: '/console/payouts',
    confirm: async (asking) => {
      const payout = await payoutOf(asking)
      const text = await payoutText(asking)
      return asking.language === 'id'
        ? [`${text}. Diajukan oleh ${payout.proposedBy}.`]
        : [`${text}. Proposed by ${payout.proposedBy}.`]
    },
    back: toPayout,
  },
  {
    path: '/console/payouts/:number/payment',
    title: { id: 'Pembayaran sudah ditransfer', en: 'A payout was transferred' },
    button: { id: 'Ya, sudah ditransfer', en: 'Yes, it was transferred' },
    section: '/console/payouts',
    fields: [{ name: 'bankReference', kind: 'line', label: w.reference, required: true }],
    input: PaidInput,
    confirm: async (asking) => [await payoutText(asking)],
    back: toPayout,
  },
  {
    path: '/console/payouts/:number/refusal',
    title: { id: 'Tolak pembayaran', en: 'Refuse a payout' },
    lead: {
      id: 'Juga untuk yang sudah disetujui lalu kembali dari bank: menjadi utang lagi.',
      en: 'Also for one that was approved and came back: it is owed again.',
    },
    button: { id: 'Tolak', en: 'Refuse it' },
    section: '/console/payouts',
    fields: [noteField],
    input: RefusalInput,
    confirm: async (asking) => [await payoutText(asking)],
    back: toPayout,
  },
]

export const partnerDeeds: readonly Deed[] = [...agreementDeeds, ...moneyDeeds]
