import type { LineKind } from '../../core/statement.ts'
import type { Language } from '../../web/language.ts'

interface StatementWords {
  readonly title: (number: number) => string
  readonly overview: string
  readonly none: string
  readonly statements: string
  readonly statement: string
  readonly payouts: string
  readonly noPayouts: string
  readonly agreements: string
  readonly noAgreements: string
  readonly since: (from: string, until: string | null) => string
  readonly state: string
  readonly reference: string
  readonly amount: string
  readonly payout: (number: number) => string
  readonly states: Readonly<Record<'proposed' | 'approved' | 'paid' | 'refused', string>>
  readonly account: string
  readonly period: string
  readonly from: string
  readonly to: string
  readonly closed: string
  readonly day: string
  readonly place: string
  readonly kind: Readonly<Record<LineKind, string>>
  readonly what: string
  readonly sessions: string
  readonly energy: string
  readonly charged: string
  readonly taxes: string
  readonly share: string
  readonly electricity: string
  readonly gatewayFee: string
  readonly due: string
  readonly sum: string
  readonly revenue: string
  readonly pph: (percent: string) => string
  readonly operator: string
  readonly before: string
  readonly owed: string
  readonly contact: string
  readonly late: string
  readonly lines: string
  readonly downloads: { readonly csv: string; readonly pdf: string }
}

/** What partners read: Indonesian first, English says the same. */
export const statementWords: Readonly<Record<Language, StatementWords>> = {
  id: {
    title: (number) => `Laporan bagi hasil nomor ${number}`,
    overview: 'Bagi hasil',
    none: 'Belum ada laporan. Laporan bulan ini ditutup pada tanggal 3 bulan depan.',
    statements: 'Laporan',
    statement: 'Periode',
    noPayouts: 'Belum ada pembayaran.',
    agreements: 'Perjanjian',
    noAgreements: 'Belum ada perjanjian. Pengelola menuliskannya sebelum pos pertama dipakai.',
    since: (from, until) => (until === null ? `Sejak ${from}` : `${from} sampai sebelum ${until}`),
    state: 'Keadaan',
    reference: 'Nomor bank',
    amount: 'Jumlah',
    payouts: 'Pembayaran',
    payout: (number) => `Pembayaran nomor ${number}`,
    states: { proposed: 'Diajukan', approved: 'Disetujui', paid: 'Sudah dibayar', refused: 'Ditolak' },
    account: 'Rekening',
    period: 'Periode',
    from: 'Dari',
    to: 'Untuk',
    closed: 'Ditutup',
    day: 'Tanggal',
    place: 'Tempat',
    kind: {
      session: 'Pengisian',
      correction: 'Koreksi',
      gatewayFee: 'Biaya gateway',
      electricityBill: 'Tagihan listrik',
      guarantee: 'Jaminan minimum',
    },
    what: 'Keterangan',
    sessions: 'Sesi',
    energy: 'Energi',
    charged: 'Dibayar pengemudi',
    taxes: 'Pajak',
    share: 'Bagi hasil',
    electricity: 'Listrik',
    gatewayFee: 'Biaya gateway',
    due: 'Hak mitra',
    sum: 'Jumlah',
    revenue: 'Pendapatan tanpa pajak',
    pph: (percent) => `PPh dipotong ${percent} %`,
    operator: 'Bagian operator',
    before: 'Belum dibayar dari laporan sebelumnya',
    owed: 'Total yang akan dibayar',
    contact: 'Pertanyaan',
    lines: 'Rincian per tempat dan hari',
    late: 'Yang datang setelah laporan ditutup masuk ke laporan berikutnya.',
    downloads: { csv: 'Unduh CSV', pdf: 'Simpan sebagai PDF' },
  },
  en: {
    title: (number) => `Statement number ${number}`,
    overview: 'Statements',
    none: 'There is no statement yet. That of this month is closed on the third of the next.',
    statements: 'Statements',
    statement: 'Period',
    noPayouts: 'Nothing was paid out yet.',
    agreements: 'Agreements',
    noAgreements: 'There is no agreement yet. The operator writes it down before the first charger is used.',
    since: (from, until) => (until === null ? `Since ${from}` : `${from} until before ${until}`),
    state: 'State',
    reference: 'The bank’s number',
    amount: 'Amount',
    payouts: 'Payouts',
    payout: (number) => `Payout number ${number}`,
    states: { proposed: 'Proposed', approved: 'Approved', paid: 'Paid', refused: 'Refused' },
    account: 'Bank account',
    period: 'Period',
    from: 'From',
    to: 'For',
    closed: 'Closed',
    day: 'Day',
    place: 'Place',
    kind: {
      session: 'Charging',
      correction: 'Correction',
      gatewayFee: 'Gateway fee',
      electricityBill: 'Electricity bill',
      guarantee: 'Guaranteed minimum',
    },
    what: 'What',
    sessions: 'Sessions',
    energy: 'Energy',
    charged: 'Paid by drivers',
    taxes: 'Taxes',
    share: 'Share',
    electricity: 'Electricity',
    gatewayFee: 'Gateway fee',
    due: 'Due to partner',
    sum: 'Sum',
    revenue: 'Revenue without taxes',
    pph: (percent) => `PPh withheld, ${percent} %`,
    operator: 'The operator’s part',
    before: 'Not paid yet from earlier statements',
    owed: 'To be paid in all',
    contact: 'Questions',
    lines: 'Lines by place and day',
    late: 'What comes after the closing stands on the next statement.',
    downloads: { csv: 'Download CSV', pdf: 'Save as PDF' },
  },
}
