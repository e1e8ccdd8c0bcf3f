import type { Agreement } from '../../partners/schemas.ts'
import type { BankAccountView, PayoutView } from '../../payouts/schemas.ts'
import type { MarkColour } from '../desk.tsx'
import type { Said, SaidOf } from '../said.ts'

export const payoutStates: SaidOf<PayoutView['state']> = {
  proposed: { id: 'Menunggu orang kedua', en: 'Waits for a second person' },
  approved: { id: 'Disetujui, perlu ditransfer', en: 'Approved, to be transferred' },
  paid: { id: 'Sudah dibayar', en: 'Paid' },
  refused: { id: 'Ditolak', en: 'Refused' },
}

export const payoutColours: Readonly<Record<PayoutView['state'], MarkColour>> = {
  proposed: 'amber',
  approved: 'blue',
  paid: 'green',
  refused: 'grey',
}

export const accountStates: SaidOf<BankAccountView['state']> = {
  proposed: { id: 'Menunggu orang kedua', en: 'Waits for a second person' },
  confirmed: { id: 'Dipakai', en: 'In use' },
  refused: { id: 'Ditolak', en: 'Refused' },
  replaced: { id: 'Diganti', en: 'Replaced' },
}

export const holdings: SaidOf<Agreement['places'][number]['holding']> = {
  owned: { id: 'Milik mitra', en: "The partner's" },
  hosted: { id: 'Milik kami, di tempatnya', en: 'Ours, at his place' },
  consignment: { id: 'Milik kami, dijalankan mitra', en: 'Ours, run by him' },
}

export const payers = {
  operator: { id: 'Kami', en: 'Ourselves' },
  partner: { id: 'Mitra', en: 'The partner' },
} as const satisfies Record<string, Said>

export const reckonings = {
  nobody: { id: 'Tidak dihitung', en: 'Not at all' },
  kWh: { id: 'Tiap kWh', en: 'For each kWh' },
  bill: { id: 'Menurut tagihan PLN', en: "By the utility's bills" },
} as const satisfies Record<string, Said>

export const partnerWords = {
  agreements: { id: 'Perjanjian mitra', en: 'Agreements' },
  agreementsLead: {
    id: 'Tidak pernah diubah: perjanjian baru menggantikan yang lama mulai suatu hari.',
    en: 'Never changed: another one takes its place from a day on.',
  },
  noAgreements: {
    id: 'Belum ada perjanjian. Buat organisasi mitra dan lokasinya dulu, lalu tulis yang disepakati.',
    en: 'No agreement yet. Make the partner and its site first, then write down what was agreed on.',
  },
  newAgreement: { id: 'Perjanjian baru', en: 'New agreement' },
  agreement: { id: 'Perjanjian', en: 'Agreement' },
  partner: { id: 'Mitra', en: 'Partner' },
  places: { id: 'Tempat', en: 'Places' },
  charger: { id: 'Pos', en: 'Charger' },
  site: { id: 'Lokasi', en: 'Site' },
  holding: { id: 'Kepemilikan', en: 'Holding' },
  share: { id: 'Bagian', en: 'Share' },
  gross: { id: 'dari bruto', en: 'of gross' },
  net: { id: 'dari neto', en: 'of net' },
  perKwh: { id: 'Tetap per kWh', en: 'Fixed per kWh' },
  guarantee: { id: 'Jaminan per bulan', en: 'Guaranteed per month' },
  electricity: { id: 'Listrik dibayar', en: 'Electricity paid by' },
  bills: { id: 'Tagihan PLN', en: "The utility's bills" },
  billsLead: {
    id: 'Masuk ke laporan bagi hasil berikutnya. Di bawah: yang ditagih di samping yang diukur meter.',
    en: 'They stand on the next statement. Below: what was billed, beside what the meters say.',
  },
  noBills: {
    id: 'Belum ada tagihan. Tulis tagihan PLN yang terakhir.',
    en: "No bill yet. Enter the utility's last one.",
  },
  newBill: { id: 'Tulis tagihan', en: 'Enter a bill' },
  day: { id: 'Hari terakhir yang ditagih', en: 'Last day that it bills' },
  billNumber: { id: 'Nomor tagihan', en: 'Number of the bill' },
  entered: { id: 'Ditulis', en: 'Entered' },
  beside: { id: 'Tagihan dan meter', en: 'Bills and meters' },
  billed: { id: 'Ditagih', en: 'Billed' },
  metered: { id: 'Menurut meter', en: 'By the meters' },
  asBought: { id: 'Dengan harga beli', en: 'At purchase prices' },
  unpriced: { id: 'Tanpa harga beli', en: 'Without a price' },
  difference: { id: 'Selisih', en: 'Difference' },
  reckoned: { id: 'Dihitung', en: 'Reckoned' },
  pph: { id: 'PPh dipotong', en: 'Income tax withheld' },
  starts: { id: 'Mulai', en: 'Starts' },
  ends: { id: 'Sampai', en: 'Ends' },
  end: { id: 'Akhiri', en: 'End it' },
  supersede: { id: 'Gantikan', en: 'Supersede it' },
  note: { id: 'Catatan', en: 'Note' },
  by: { id: 'Oleh', en: 'By' },
  statements: { id: 'Laporan bagi hasil', en: 'Statements' },
  statementsLead: {
    id: 'Ditutup sendiri pada hari ketiga bulan berikutnya, dan tidak berubah lagi.',
    en: 'Closed by themselves on the third day of the next month, and never changed.',
  },
  noStatements: {
    id: 'Belum ada laporan. Yang pertama ditutup sesudah bulan pertama sebuah perjanjian.',
    en: 'No statement yet. The first is closed after the first month of an agreement.',
  },
  close: { id: 'Tutup sekarang', en: 'Close one now' },
  number: { id: 'Nomor', en: 'Number' },
  period: { id: 'Bulan', en: 'Period' },
  due: { id: 'Hak mitra', en: 'Due' },
  closed: { id: 'Ditutup', en: 'Closed' },
  owed: { id: 'Utang kami kepadanya', en: 'What we owe' },
  accounts: { id: 'Rekening bank', en: 'Bank accounts' },
  noAccounts: {
    id: 'Belum ada rekening. Ajukan satu; orang kedua memastikannya.',
    en: 'No account yet. Propose one; a second person confirms it.',
  },
  newAccount: { id: 'Ajukan rekening', en: 'Propose an account' },
  account: { id: 'Rekening', en: 'Account' },
  state: { id: 'Keadaan', en: 'State' },
  proposed: { id: 'Diajukan', en: 'Proposed' },
  decided: { id: 'Diputuskan', en: 'Decided' },
  deeds: { id: 'Tindakan', en: 'Actions' },
  confirm: { id: 'Pastikan', en: 'Confirm' },
  refuse: { id: 'Tolak', en: 'Refuse' },
  payouts: { id: 'Pembayaran mitra', en: 'Payouts' },
  payoutsLead: {
    id: 'Diajukan satu orang, disetujui orang lain, lalu ditransfer.',
    en: 'Proposed by one person, approved by another, then transferred.',
  },
  noPayouts: {
    id: 'Belum ada. Ajukan yang pertama sesudah sebuah laporan ditutup.',
    en: 'None yet. Propose the first when a statement has been closed.',
  },
  payout: { id: 'Pembayaran mitra', en: 'Payout' },
  propose: { id: 'Ajukan pembayaran', en: 'Propose a payout' },
  amount: { id: 'Jumlah', en: 'Amount' },
  approve: { id: 'Setujui', en: 'Approve' },
  approved: { id: 'Disetujui', en: 'Approved' },
  paid: { id: 'Sudah ditransfer', en: 'It was transferred' },
  ended: { id: 'Selesai', en: 'Ended' },
  reference: { id: 'Nomor transfer', en: 'Bank reference' },
  refusal: { id: 'Alasan ditolak', en: 'Why refused' },
  confirmedAt: { id: 'Rekening dipastikan', en: 'Account confirmed' },
} as const satisfies Record<string, Said>
