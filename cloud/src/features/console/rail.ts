import { accessMatrix } from '../../access-matrix.ts'
import type { Actor } from '../../http/actor.ts'
import type { Language } from '../../web/language.ts'
import { mayCall } from '../access/guard.ts'

type Words = Readonly<Record<Language, string>>

interface RailLink extends Words {
  /** A page with a row in the access matrix, which says to whom this link is shown. */
  readonly href: string
}

interface RailGroup {
  readonly words: Words
  readonly links: readonly RailLink[]
}

/** The pages of the console, in the order in which they are looked for. A new page is a line here. */
const groups: readonly RailGroup[] = [
  {
    words: { id: 'Operasi', en: 'Operations' },
    links: [
      { href: '/console', id: 'Ikhtisar', en: 'Overview' },
      { href: '/console/chargers', id: 'Pos', en: 'Chargers' },
      { href: '/console/incidents', id: 'Insiden', en: 'Incidents' },
      { href: '/console/alerts', id: 'Peringatan', en: 'Alerts' },
      { href: '/console/availability', id: 'Ketersediaan', en: 'Availability' },
      { href: '/console/risks', id: 'Risiko', en: 'Risks' },
      { href: '/console/alert-rules', id: 'Aturan peringatan', en: 'Alert rules' },
      { href: '/console/alert-contacts', id: 'Penerima peringatan', en: 'Alert contacts' },
      { href: '/technician', id: 'Pos di depan saya', en: 'The post in front of me' },
      { href: '/console/chat', id: 'Perintah', en: 'Commands' },
    ],
  },
  {
    words: { id: 'Pengisian', en: 'Charging' },
    links: [
      { href: '/console/sessions', id: 'Sesi', en: 'Sessions' },
      { href: '/console/suspects', id: 'Perlu diputuskan', en: 'To be decided' },
      { href: '/console/sites', id: 'Lokasi', en: 'Sites' },
      { href: '/console/firmware-campaigns', id: 'Pembaruan firmware', en: 'Firmware campaigns' },
    ],
  },
  {
    words: { id: 'Uang', en: 'Money' },
    links: [
      { href: '/console/payments', id: 'Pembayaran', en: 'Payments' },
      { href: '/console/refunds', id: 'Pengembalian', en: 'Refunds' },
      { href: '/console/exceptions', id: 'Uang yang perlu dilihat', en: 'Money to look at' },
      { href: '/console/settlements', id: 'Setoran penyedia', en: 'Settlements' },
      { href: '/console/wallets', id: 'Dompet', en: 'Wallets' },
      { href: '/console/tariffs', id: 'Tarif', en: 'Tariffs' },
      { href: '/console/price-caps', id: 'Batas harga', en: 'Price caps' },
    ],
  },
  {
    words: { id: 'Orang', en: 'People' },
    links: [
      { href: '/console/drivers', id: 'Pengemudi', en: 'Drivers' },
      { href: '/console/cards', id: 'Kartu', en: 'Cards' },
      { href: '/console/card-orders', id: 'Pesanan kartu', en: 'Card orders' },
      { href: '/console/organisations', id: 'Orang dan organisasi', en: 'People and organisations' },
      { href: '/console/api-keys', id: 'Kunci API', en: 'API keys' },
      { href: '/console/webhooks', id: 'Webhook', en: 'Webhooks' },
      { href: '/console/activity', id: 'Riwayat', en: 'Activity history' },
    ],
  },
  {
    words: { id: 'Mitra dan barang', en: 'Partners and stock' },
    links: [
      { href: '/console/agreements', id: 'Perjanjian mitra', en: 'Agreements' },
      { href: '/console/partner-statements', id: 'Laporan bagi hasil', en: 'Statements' },
      { href: '/console/payouts', id: 'Pembayaran mitra', en: 'Payouts' },
      { href: '/console/usage', id: 'Pemakaian', en: 'Usage' },
      { href: '/statements', id: 'Bagi hasil', en: 'Revenue share' },
      { href: '/planning', id: 'Perencanaan', en: 'Planning' },
      { href: '/economics', id: 'Laba rugi', en: 'Profit and loss' },
      { href: '/console/post-costs', id: 'Biaya pos', en: 'Costs of chargers' },
      { href: '/reports', id: 'Laporan', en: 'Reports' },
      { href: '/regulation', id: 'Perizinan', en: 'Regulation' },
    ],
  },
]

/** What an organisation's people have on one page, `/statements`. */
const allInOne: ReadonlySet<string> = new Set([
  '/console/agreements',
  '/console/partner-statements',
  '/console/payouts',
])

/** The groups of links that somebody may follow, none of them to the same twice. */
export function railFor(actor: Actor): readonly RailGroup[] {
  return groups
    .map(({ words, links }) => ({
      words,
      links: links.filter(
        ({ href }) =>
          mayCall(actor, accessMatrix[`GET ${href}`]) &&
          !(actor.reach.kind === 'organisation' && allInOne.has(href)),
      ),
    }))
    .filter(({ links }) => links.length > 0)
}
