import type { CostKind } from '../../core/profit-and-loss.ts'
import type { Language } from '../../web/language.ts'

interface EconomicsWords {
  readonly title: string
  readonly lead: string
  readonly post: string
  readonly sessions: string
  readonly sold: string
  readonly bought: string
  readonly revenue: string
  readonly costs: Readonly<Record<CostKind, string>>
  readonly result: string
  readonly total: string
  readonly rest: string
  readonly month: string
  readonly show: string
  readonly before: string
  readonly after: string
  readonly chart: string
  readonly chartSummary: (revenue: string, result: string) => string
  readonly unpriced: (energy: string) => string
  readonly none: string
}

export const economicsWords: Readonly<Record<Language, EconomicsWords>> = {
  id: {
    title: 'Laba rugi tiap pos',
    lead: 'Pendapatan tanpa pajak, dan semua biaya yang menempel pada tiap pos.',
    post: 'Pos',
    sessions: 'Sesi',
    sold: 'Energi terjual',
    bought: 'Energi terpakai',
    revenue: 'Pendapatan',
    costs: {
      energyIdr: 'Beli listrik',
      gatewayFeeIdr: 'Biaya pembayaran',
      messagesIdr: 'Pesan',
      simIdr: 'Kartu SIM',
      visitsIdr: 'Kunjungan',
      otherIdr: 'Lain-lain',
      partnerIdr: 'Bagian mitra',
    },
    result: 'Hasil',
    total: 'Jumlah',
    rest: 'Bukan milik satu pos',
    month: 'Bulan',
    show: 'Tampilkan',
    before: 'Bulan sebelumnya',
    after: 'Bulan berikutnya',
    chart: 'Ke mana pendapatan pergi',
    chartSummary: (revenue, result) => `Dari ${revenue}, hasilnya ${result}.`,
    unpriced: (energy) =>
      `Untuk ${energy} belum ada tarif beli, jadi biayanya belum ikut dihitung. Isi harga belinya di halaman lokasinya.`,
    none: 'Belum ada pos.',
  },
  en: {
    title: 'Profit and loss of posts',
    lead: 'Revenue without taxes, and all that each post costs.',
    post: 'Post',
    sessions: 'Sessions',
    sold: 'Energy sold',
    bought: 'Energy used',
    revenue: 'Revenue',
    costs: {
      energyIdr: 'Energy bought',
      gatewayFeeIdr: 'Payment fees',
      messagesIdr: 'Messages',
      simIdr: 'SIM card',
      visitsIdr: 'Visits',
      otherIdr: 'Other',
      partnerIdr: 'Partner’s share',
    },
    result: 'Result',
    total: 'Total',
    rest: 'No single post’s',
    month: 'Month',
    show: 'Show',
    before: 'The month before',
    after: 'The month after',
    chart: 'Where the revenue goes',
    chartSummary: (revenue, result) => `Of ${revenue}, ${result} is left.`,
    unpriced: (energy) =>
      `For ${energy} no purchase tariff is known, so its cost is missing here. Enter it on the page of its site.`,
    none: 'There is no post yet.',
  },
}
