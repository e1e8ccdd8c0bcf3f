import { accountClassOf } from '../../../core/ledger.ts'
import type { Language } from '../../../web/language.ts'
import type { ExceptionView, PaymentInfo, RefundView } from '../../payments/schemas.ts'
import type { SettlementRowView } from '../../reconciliation/schemas.ts'
import type { MarkColour } from '../desk.tsx'
import type { Said, SaidOf } from '../said.ts'

export const paymentStates: SaidOf<PaymentInfo['state']> = {
  creating: { id: 'Sedang dibuat', en: 'Being made' },
  awaitingPayment: { id: 'Menunggu dibayar', en: 'Waits to be paid' },
  reserving: { id: 'Sedang disisihkan', en: 'Being set aside' },
  failed: { id: 'Gagal', en: 'Failed' },
  expired: { id: 'Lewat waktu', en: 'Expired' },
  starting: { id: 'Memulai', en: 'Starting' },
  charging: { id: 'Mengisi', en: 'Charging' },
  ending: { id: 'Berhenti', en: 'Ending' },
  toppedUp: { id: 'Ditambahkan', en: 'Added' },
  settled: { id: 'Selesai', en: 'Settled' },
  returned: { id: 'Dikembalikan', en: 'Returned' },
}

export const paymentColours: Readonly<Record<PaymentInfo['state'], MarkColour>> = {
  creating: 'grey',
  awaitingPayment: 'amber',
  reserving: 'amber',
  failed: 'red',
  expired: 'grey',
  starting: 'amber',
  charging: 'green',
  ending: 'amber',
  toppedUp: 'green',
  settled: 'green',
  returned: 'blue',
}

export const refundStates: SaidOf<RefundView['state']> = {
  due: { id: 'Akan dikirim', en: 'Due' },
  pending: { id: 'Belum pasti', en: 'Uncertain' },
  claimable: { id: 'Menunggu pengemudi', en: 'Waits for the driver' },
  manual: { id: 'Perlu ditransfer', en: 'To be transferred' },
  refunded: { id: 'Sudah kembali', en: 'Gone back' },
}

export const refundColours: Readonly<Record<RefundView['state'], MarkColour>> = {
  due: 'amber',
  pending: 'red',
  claimable: 'blue',
  manual: 'amber',
  refunded: 'green',
}

export const exceptionKinds: SaidOf<ExceptionView['kind']> = {
  unknownReference: {
    id: 'Uang untuk nomor yang tidak kami kenal',
    en: 'Money for a reference we never gave',
  },
  paidTwice: { id: 'Dibayar dua kali', en: 'Paid twice' },
  startedAfterRefund: { id: 'Mulai sesudah uangnya kembali', en: 'Started after the refund' },
  sessionUnresolved: { id: 'Sesinya diragukan', en: 'Its session is in doubt' },
  hostileNotification: { id: 'Pemberitahuan palsu', en: 'A forged notification' },
  guessedAddress: { id: 'Alamat pembayaran ditebak-tebak', en: 'Addresses of payments are being guessed' },
  misconfigured: { id: 'Penyedia menolak pengaturan kami', en: 'A provider refuses our settings' },
  refundUncertain: { id: 'Pengembalian tidak pasti', en: 'A refund is uncertain' },
  uncaptured: { id: 'Yang disisihkan belum terambil', en: 'What was set aside was not captured' },
  settlementDiffers: { id: 'Setoran lain jumlahnya', en: 'Settled with another amount' },
  settlementUnknown: { id: 'Setoran tanpa pembayaran', en: 'Settled, but nothing of ours' },
  settlementDouble: { id: 'Disetor dua kali', en: 'Settled twice' },
  settlementMissing: { id: 'Belum disetor', en: 'Not settled yet' },
  settlementUnreadable: { id: 'Berkas setoran tidak terbaca', en: 'A settlement file cannot be read' },
  dayDiffers: { id: 'Hari yang tidak cocok', en: 'A day that does not agree' },
}

export const rowVerdicts: SaidOf<SettlementRowView['verdict']> = {
  matched: { id: 'Cocok', en: 'Matched' },
  differs: { id: 'Jumlahnya lain', en: 'Another amount' },
  unknown: { id: 'Tidak dikenal', en: 'Unknown' },
  double: { id: 'Dua kali', en: 'Twice' },
}

export const methods: SaidOf<PaymentInfo['method']> = {
  qris: { id: 'QRIS', en: 'QRIS' },
  wallet: { id: 'E-wallet', en: 'E-wallet' },
  page: { id: 'Kartu atau VA', en: 'Card or VA' },
  reserve: { id: 'Disisihkan', en: 'Set aside' },
}

/** The accounts of the ledger in words, by what stands before the colon. */
const accounts: Readonly<Record<string, Said>> = {
  psp_receivable: { id: 'Pada penyedia', en: 'With the provider' },
  postpaid_ar: { id: 'Tagihan bulanan', en: 'Billed by the month' },
  capture_receivable: { id: 'Belum diambil di penyedia', en: 'Not captured yet' },
  bank: { id: 'Di bank', en: 'In the bank' },
  wallet_ar: { id: 'Utang dompet', en: 'Owed by a wallet' },
  wallet: { id: 'Di dompet', en: 'In a wallet' },
  customer_prepaid: { id: 'Dibayar di muka', en: 'Paid ahead' },
  held: { id: 'Disisihkan untuk sesi', en: 'Held for the session' },
  refund_payable: { id: 'Harus dikembalikan', en: 'To be given back' },
  unidentified: { id: 'Belum jelas milik siapa', en: 'Of an unknown owner' },
  partner_payable: { id: 'Hak mitra', en: 'Owed to the partner' },
  payout_payable: { id: 'Dalam perjalanan ke mitra', en: 'On its way to the partner' },
  pph_payable: { id: 'PPh terutang', en: 'Income tax owed' },
  pbjt_payable: { id: 'PBJT terutang', en: 'Electricity tax owed' },
  ppn_payable: { id: 'PPN terutang', en: 'Value-added tax owed' },
  revenue_energy: { id: 'Pendapatan energi', en: 'Revenue from energy' },
  revenue_fee: { id: 'Pendapatan biaya', en: 'Revenue from fees' },
  psp_fee_expense: { id: 'Biaya penyedia', en: 'Fees of the provider' },
  partner_share_expense: { id: 'Bagian mitra', en: 'Share of the partner' },
  electricity_expense: { id: 'Listrik', en: 'Electricity' },
  uncollected: { id: 'Kerugian', en: 'Loss' },
}

/** An account by its name in the ledger: in words, with its owner where that is another, and its amount as people count. */
export function accountLine(
  { account, amountIdr }: { readonly account: string; readonly amountIdr: number },
  { of, language }: { readonly of: string; readonly language: Language },
) {
  const [name = '', owner = ''] = account.split(':')
  const said = accounts[name]
  const text =
    said === undefined
      ? account
      : [said[language], owner].filter((part) => part !== '' && part !== of).join(', ')
  const { type } = accountClassOf(account)
  return { text, amountIdr: type === 'liability' || type === 'revenue' ? -amountIdr : amountIdr }
}

export const paymentWords = {
  title: { id: 'Pembayaran', en: 'Payments' },
  from: { id: 'Dari', en: 'From' },
  to: { id: 'Sampai', en: 'To' },
  paymentsSortedWhen: {
    id: 'Urut menurut waktu selalu bisa. Urut menurut jumlah atau keadaan: pilih satu pos, atau paling lama 31 hari.',
    en: 'Always sorted by time. By amount or state: choose one charger, or 31 days at most.',
  },
  refundsSortedWhen: {
    id: 'Urut menurut waktu selalu bisa. Urut menurut jumlah atau keadaan: pilih paling lama 31 hari.',
    en: 'Always sorted by time. By amount or state: choose 31 days at most.',
  },
  lead: { id: 'Yang dibayar pengemudi, yang terbaru dulu.', en: 'What drivers have paid, the newest first.' },
  empty: {
    id: 'Belum ada pembayaran. Yang pertama muncul begitu seorang pengemudi memindai QR sebuah pos dan memilih jumlah.',
    en: 'No payment yet. The first is here as soon as a driver scans the QR of a charger and chooses an amount.',
  },
  payment: { id: 'Pembayaran', en: 'Payment' },
  created: { id: 'Dibuat', en: 'Created' },
  paid: { id: 'Dibayar', en: 'Paid' },
  ended: { id: 'Berakhir', en: 'Ended' },
  reference: { id: 'Nomor rujukan', en: 'Reference' },
  provider: { id: 'Penyedia', en: 'Provider' },
  method: { id: 'Cara', en: 'Method' },
  charger: { id: 'Pos', en: 'Charger' },
  sum: { id: 'Jumlah', en: 'Amount' },
  amount: { id: 'Dibayar', en: 'Paid' },
  used: { id: 'Terpakai', en: 'Used' },
  back: { id: 'Kembali', en: 'Back' },
  state: { id: 'Keadaan', en: 'State' },
  problem: { id: 'Masalah', en: 'Problem' },
  facts: { id: 'Fakta', en: 'Facts' },
  where: { id: 'Di mana tiap rupiahnya', en: 'Where each rupiah is' },
  noLedger: { id: 'Belum ada uang yang masuk.', en: 'No money has come yet.' },
  journals: { id: 'Jurnalnya', en: 'Its journals' },
  kind: { id: 'Jenis', en: 'Kind' },
  about: { id: 'Rujukan', en: 'What for' },
  postings: { id: 'Debit dan kredit', en: 'Debits and credits' },
  sessions: { id: 'Sesi', en: 'Sessions' },
  noSessions: { id: 'Belum ada sesi.', en: 'No session yet.' },
  refund: { id: 'Pengembalian', en: 'Refund' },
  noRefund: { id: 'Tidak ada yang dikembalikan.', en: 'Nothing goes back.' },
  limit: { id: 'Batas yang dibayar', en: 'Limit that was paid for' },
  delivered: { id: 'Dikirim', en: 'Delivered' },
  overshoot: { id: 'Lebihnya, kami tanggung', en: 'Beyond it, at our cost' },
  issuer: { id: 'Dari', en: 'From' },
  receipt: { id: 'Struk', en: 'Receipt' },
  driverPage: { id: 'Halaman pengemudi', en: "The driver's page" },
  open: { id: 'Buka', en: 'Open' },
  reserve: { id: 'Uang yang disisihkan', en: 'What was set aside' },
  refunds: { id: 'Pengembalian', en: 'Refunds' },
  refundsLead: {
    id: 'Yang kembali kepada pengemudi, yang terlama dulu.',
    en: 'What goes back to drivers, the oldest first.',
  },
  noRefunds: {
    id: 'Belum ada pengembalian. Yang tidak terpakai kembali sendiri di akhir sesi.',
    en: 'No refund yet. What was not used goes back by itself at the end of a session.',
  },
  reason: { id: 'Sebab', en: 'Reason' },
  claim: { id: 'Ke mana', en: 'Where to' },
  transferred: { id: 'Sudah ditransfer', en: 'Transferred' },
  verdict: { id: 'Putuskan', en: 'Decide' },
  exceptions: { id: 'Uang yang perlu dilihat', en: 'Money to look at' },
  exceptionsLead: {
    id: 'Yang tidak bisa diputuskan sendiri oleh sistem, yang terlama dulu.',
    en: 'What the system cannot decide by itself, the oldest first.',
  },
  noExceptions: {
    id: 'Tidak ada. Setiap rupiah ada tempatnya.',
    en: 'None. Every rupiah has its place.',
  },
  what: { id: 'Apa', en: 'What' },
  actions: { id: 'Yang bisa dilakukan', en: 'What can be done' },
  resolve: { id: 'Sudah diurus', en: 'It is dealt with' },
  settlements: { id: 'Setoran penyedia', en: 'Settlements' },
  settlementsLead: {
    id: 'Berkas setoran penyedia pembayaran, dicocokkan baris demi baris dengan buku besar.',
    en: "Providers' settlement files, matched with the ledger line by line.",
  },
  noSettlements: {
    id: 'Belum ada berkas. Unduh berkas setoran dari penyedia, lalu unggah di sini.',
    en: 'No file yet. Download the settlement file of a provider, and upload it here.',
  },
  uploadFile: { id: 'Unggah berkas setoran', en: 'Upload a settlement file' },
  fresh: { id: 'Baris baru', en: 'New lines' },
  unread: { id: 'Baris yang tidak terbaca', en: 'Lines that cannot be read' },
  allMatch: { id: 'Semua baris cocok dengan buku besar.', en: 'All lines agree with the ledger.' },
  lookAt: {
    id: 'Ada baris yang tidak cocok. Lihat satu per satu, lalu bukukan sesudah uangnya tampak di rekening bank.',
    en: 'Some lines differ. Look at each, and book it once the bank shows its money.',
  },
  stillTaking: {
    id: 'Belum semua baris masuk. Unggah berkas yang sama sekali lagi: ia dilanjutkan.',
    en: 'Not all lines are taken in. Upload the same file once more: it goes on.',
  },
  file: { id: 'Berkas', en: 'File' },
  uploaded: { id: 'Diunggah', en: 'Uploaded' },
  by: { id: 'Oleh', en: 'By' },
  lines: { id: 'Baris', en: 'Lines' },
  differences: { id: 'Tidak cocok', en: 'Differences' },
  gross: { id: 'Bruto', en: 'Gross' },
  fee: { id: 'Biaya', en: 'Fee' },
  net: { id: 'Neto', en: 'Net' },
  settled: { id: 'Disetor', en: 'Settled' },
  book: { id: 'Bukukan', en: 'Book it' },
  booked: { id: 'Sudah dibukukan', en: 'Booked' },
  wallets: { id: 'Dompet', en: 'Wallets' },
  walletsLead: { id: 'Uang pengemudi yang kami simpan.', en: "Drivers' money that we keep." },
  noWallets: { id: 'Belum ada dompet.', en: 'No wallet yet.' },
  newWallet: { id: 'Buka dompet', en: 'Open a wallet' },
  wallet: { id: 'Dompet', en: 'Wallet' },
  holder: { id: 'Pemilik', en: 'Holder' },
  balance: { id: 'Saldo', en: 'Balance' },
  held: { id: 'Disisihkan', en: 'Set aside' },
  owed: { id: 'Utang', en: 'Owed' },
  cards: { id: 'Kartu', en: 'Cards' },
  frozen: { id: 'Dibekukan', en: 'Frozen' },
  active: { id: 'Aktif', en: 'Active' },
  movements: { id: 'Mutasi', en: 'Movements' },
  noMovements: { id: 'Belum ada mutasi.', en: 'Nothing has moved yet.' },
  holds: { id: 'Yang disisihkan', en: 'What is set aside' },
  noHolds: { id: 'Tidak ada yang disisihkan.', en: 'Nothing is set aside.' },
  edit: { id: 'Ubah', en: 'Change' },
  payOut: { id: 'Bayarkan keluar', en: 'Pay out' },
  topUp: { id: 'Isi saldo', en: 'Top up' },
  noQr: { id: 'Penyedia tidak memberi QRIS.', en: 'The provider gave no QRIS.' },
  payBefore: { id: 'Bayar sebelum', en: 'To be paid before' },
  linkCard: { id: 'Kaitkan kartu', en: 'Link a card' },
  unlinkCard: { id: 'Lepas', en: 'Take it off' },
  noCards: {
    id: 'Belum ada kartu yang dibayar dompet ini. Kaitkan satu.',
    en: 'It pays for no card yet. Link one.',
  },
  takeBack: { id: 'Tarik kembali', en: 'Take back' },
  release: { id: 'Lepas', en: 'Free it' },
  at: { id: 'Waktu', en: 'Time' },
  note: { id: 'Catatan', en: 'Note' },
  journal: { id: 'Jurnal', en: 'Journal' },
  reversal: { id: 'Ditarik oleh', en: 'Reversed by' },
  adds: { id: 'Menambah pembayaran', en: 'Adds to' },
} as const satisfies Record<string, Said>
