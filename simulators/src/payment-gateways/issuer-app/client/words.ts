import type { ActionRefusal } from '../actions.ts'
import type { BillView } from '../snapshot.ts'

export type Language = 'id' | 'en'

export interface Words {
  readonly title: string
  readonly simulated: string
  readonly otherLanguage: string
  readonly apps: string
  readonly balance: string
  readonly reserved: (amount: string) => string
  readonly findHeading: string
  readonly findLabel: string
  readonly findHint: string
  readonly open: string
  readonly fromPicture: string
  readonly noQrInPicture: string
  readonly waiting: string
  readonly nothingWaiting: string
  readonly history: string
  readonly noHistory: string
  readonly back: string
  readonly payTo: string
  readonly until: (time: string) => string
  readonly with: string
  readonly pay: (amount: string) => string
  readonly decline: string
  readonly payLate: string
  readonly reference: string
  readonly retrievalReference: string
  readonly returned: (amount: string) => string
  readonly returning: (amount: string) => string
  readonly notReturned: (amount: string) => string
  readonly toMerchant: string
  readonly states: Readonly<Record<BillView['state'], string>>
  readonly entries: Readonly<Record<'paid' | 'refund' | 'reserved' | 'released' | 'captured', string>>
  readonly link: { readonly heading: string; readonly hint: string; readonly agree: string }
  readonly refusals: Readonly<Record<ActionRefusal, string>>
  readonly lost: string
}

export const words: Readonly<Record<Language, Words>> = {
  id: {
    title: 'Dompet',
    simulated: 'Simulasi, bukan uang sungguhan',
    otherLanguage: 'English',
    apps: 'Aplikasi pembayar',
    balance: 'Saldo',
    reserved: (amount) => `${amount} sedang dicadangkan`,
    findHeading: 'Bayar',
    findLabel: 'Isi QRIS atau tautan',
    findHint: 'Tempel teks QR atau tautan pembayaran',
    open: 'Buka',
    fromPicture: 'Pindai dari foto',
    noQrInPicture: 'Tidak ada QR yang terbaca di foto itu.',
    waiting: 'Menunggu dibayar',
    nothingWaiting:
      'Belum ada tagihan. Buat pembayaran di halaman pengisian, lalu tagihannya muncul di sini.',
    history: 'Riwayat',
    noHistory: 'Belum ada transaksi di aplikasi ini.',
    back: 'Kembali',
    payTo: 'Bayar ke',
    until: (time) => `Berlaku sampai ${time} WIB`,
    with: 'Bayar dengan',
    pay: (amount) => `Bayar ${amount}`,
    decline: 'Tolak',
    payLate: 'Biarkan kedaluwarsa, lalu bayar',
    reference: 'Nomor pesanan',
    retrievalReference: 'Nomor referensi',
    returned: (amount) => `${amount} sudah kembali`,
    returning: (amount) => `${amount} sedang dikembalikan`,
    notReturned: (amount) => `${amount} gagal dikembalikan`,
    toMerchant: 'Kembali ke penjual',
    states: {
      open: 'Menunggu',
      paid: 'Terbayar',
      declined: 'Ditolak',
      cancelled: 'Dibatalkan penjual',
      expired: 'Kedaluwarsa',
    },
    entries: {
      paid: 'Pembayaran',
      refund: 'Dana kembali',
      reserved: 'Dicadangkan',
      released: 'Dilepas kembali',
      captured: 'Diambil penjual',
    },
    link: {
      heading: 'Hubungkan akun AstraPay',
      hint: 'Penjual boleh mencadangkan saldo sebelum pengisian dan hanya mengambil yang terpakai.',
      agree: 'Setuju dan hubungkan',
    },
    refusals: {
      notQris: 'Ini bukan QRIS. Periksa lagi teks yang ditempel.',
      unknown: 'Tagihan ini tidak dikenal, atau sudah berakhir.',
      notOpen: 'Tagihan ini tidak bisa dibayar lagi. Uang Anda tidak berkurang.',
      otherIssuer: 'Tagihan ini tidak bisa dibayar dengan aplikasi itu.',
      insufficient: 'Saldo tidak cukup. Pilih aplikasi lain.',
    },
    lost: 'Sambungan terputus. Menyambung lagi …',
  },
  en: {
    title: 'Wallet',
    simulated: 'A simulation, no real money',
    otherLanguage: 'Indonesia',
    apps: 'Payer’s apps',
    balance: 'Balance',
    reserved: (amount) => `${amount} set aside`,
    findHeading: 'Pay',
    findLabel: 'QRIS text or link',
    findHint: 'Paste a QR’s text or a payment link',
    open: 'Open',
    fromPicture: 'Scan a picture',
    noQrInPicture: 'No QR could be read in that picture.',
    waiting: 'Waiting to be paid',
    nothingWaiting: 'No bills yet. Start a payment on the charging page and its bill appears here.',
    history: 'History',
    noHistory: 'Nothing has happened in this app yet.',
    back: 'Back',
    payTo: 'Pay to',
    until: (time) => `Good until ${time} WIB`,
    with: 'Pay with',
    pay: (amount) => `Pay ${amount}`,
    decline: 'Decline',
    payLate: 'Let it expire, then pay',
    reference: 'Order number',
    retrievalReference: 'Reference number',
    returned: (amount) => `${amount} came back`,
    returning: (amount) => `${amount} is coming back`,
    notReturned: (amount) => `${amount} could not be returned`,
    toMerchant: 'Back to the merchant',
    states: {
      open: 'Waiting',
      paid: 'Paid',
      declined: 'Declined',
      cancelled: 'Cancelled by the merchant',
      expired: 'Expired',
    },
    entries: {
      paid: 'Payment',
      refund: 'Refund',
      reserved: 'Set aside',
      released: 'Released',
      captured: 'Taken by the merchant',
    },
    link: {
      heading: 'Link your AstraPay account',
      hint: 'The merchant may set money aside before charging, and takes only what was used.',
      agree: 'Agree and link',
    },
    refusals: {
      notQris: 'This is no QRIS. Check the text that you pasted.',
      unknown: 'This bill is not known, or has ended.',
      notOpen: 'This bill can no longer be paid. Your money is untouched.',
      otherIssuer: 'That app cannot pay this bill.',
      insufficient: 'The balance is too low. Choose another app.',
    },
    lost: 'Connection lost. Trying again …',
  },
}
