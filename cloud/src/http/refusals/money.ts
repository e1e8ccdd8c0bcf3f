import type { Refusals } from './refusal.ts'

/** Why money, a card or a contract is not changed. */
export const money: Refusals = {
  'wallet-pays-card': {
    en: 'A wallet pays for card {card}: unlink it first.',
    id: 'Kartu {card} dibayar sebuah dompet. Lepaskan dulu dari dompet itu.',
  },
  'other-wallet-pays-card': {
    en: 'Another wallet pays for card {card}: unlink it there first.',
    id: 'Kartu {card} dibayar dompet lain. Lepaskan dulu di sana.',
  },
  'account-pays-card': {
    en: 'Account {account} pays for card {card} by the month.',
    id: 'Kartu {card} dibayar bulanan oleh akun {account}.',
  },
  'holder-owes': { en: 'Its holder owes Rp {amount}.', id: 'Pemiliknya masih berutang Rp {amount}.' },
  'wallet-has-less': {
    en: 'Rp {free} is free in it; Rp {wished} cannot be paid out.',
    id: 'Yang bebas di dalamnya Rp {free}; Rp {wished} tidak bisa dibayarkan.',
  },
  'hold-not-lost': {
    en: 'It is {state}: only what a post does not give back is released by hand.',
    id: 'Yang dilepas dengan tangan hanya yang tidak dikembalikan pos.',
  },
  'wallet-frozen': { en: 'It is frozen.', id: 'Dompet ini dibekukan.' },
  'top-up-between': {
    en: 'Between Rp {least} and Rp {most} at once.',
    id: 'Sekali isi antara Rp {least} dan Rp {most}.',
  },
  'wallet-full': { en: 'No more may lie in it.', id: 'Dompet ini sudah penuh.' },
  'too-many-qr-waiting': {
    en: 'Too many of its QRs are waiting to be paid.',
    id: 'Terlalu banyak QR yang belum dibayar.',
  },
  'no-provider-now': {
    en: 'No payment provider takes it just now.',
    id: 'Sekarang tidak ada penyedia pembayaran yang menerima.',
  },
  'not-paid-by-wallet': {
    en: 'Journal {journal} is no session that wallet {wallet} has paid.',
    id: 'Jurnal {journal} bukan sesi yang dibayar dompet {wallet}.',
  },
  'wallet-may-not-hold': {
    en: 'Wallet {wallet} may not hold so much more.',
    id: 'Dompet {wallet} tidak boleh berisi sebanyak itu.',
  },
  'journal-follows': {
    en: 'Journal {id} follows from {ref}: correct that instead.',
    id: 'Jurnal {id} berasal dari {ref}. Betulkan itu.',
  },
  'reversed-already': { en: 'Journal {id} has been reversed already.', id: 'Jurnal {id} sudah dibalik.' },
  'account-overdrawn': {
    en: '{account} holds Rp {balance}, of which Rp {amount} was to leave.',
    id: 'Isi {account} Rp {balance}; Rp {amount} tidak bisa keluar.',
  },
  'capture-known': {
    en: 'It is {state}: nobody has to say whether it was captured.',
    id: 'Keadaannya sudah jelas. Tidak perlu keputusan.',
  },
  'session-not-settled': {
    en: 'Its session is not settled yet: what it used is not known.',
    id: 'Sesinya belum selesai dihitung. Pemakaiannya belum diketahui.',
  },
  'refund-not-refused': {
    en: 'It is {state}: only what the provider refused is transferred by hand.',
    id: 'Yang ditransfer dengan tangan hanya yang ditolak penyedia.',
  },
  'refund-known': {
    en: 'It is {state}: nobody has to say whether it was carried out.',
    id: 'Keadaannya sudah jelas. Tidak perlu keputusan.',
  },
  'refund-without-provider': {
    en: 'The payment of refund {id} came by no provider.',
    id: 'Pembayaran dari pengembalian {id} tidak lewat penyedia.',
  },
  'money-waits': {
    en: 'Rp {amount} waits with it: return that by POST …/{id}/return.',
    id: 'Rp {amount} masih menunggu di sini. Kembalikan dulu.',
  },
  'return-uncertain': { en: 'It is {state}.', id: 'Belum pasti, atau sudah diurus.' },
  'payment-waits-for-nothing': {
    en: 'Payment {id} is {state}: it waits for no money.',
    id: 'Pembayaran {id} tidak sedang menunggu uang.',
  },
  'paid-twice': {
    en: '{reference} is a payment of its own, which was paid twice.',
    id: '{reference} adalah pembayaran sendiri yang dibayar dua kali.',
  },
  'correct-after-settling': {
    en: 'What was paid for it is not settled yet: correct it after that.',
    id: 'Pembayarannya belum selesai dihitung. Betulkan sesudah itu.',
  },
  'correct-after-capturing': {
    en: 'What was set aside for it is still being taken: correct it after that.',
    id: 'Uang yang disisihkan untuknya masih diambil. Betulkan sesudah itu.',
  },
  'correct-never-captured': {
    en: 'What was set aside for it was never taken: there is nothing that could go back.',
    id: 'Uang yang disisihkan untuknya tidak pernah terambil. Tidak ada yang bisa dikembalikan.',
  },
  'cdr-says-so': {
    en: 'It says so already: nothing would change.',
    id: 'Isinya sudah begitu. Tidak ada yang berubah.',
  },
  'no-tariff-held-waive': {
    en: 'No tariff held when it started: it can only be waived.',
    id: 'Tidak ada tarif yang berlaku saat mulai. Sesi ini hanya bisa digratiskan.',
  },
  'credit-not-corrected': {
    en: 'A credit is not corrected: correct the record that came after it.',
    id: 'Catatan kredit tidak dibetulkan. Betulkan catatan sesudahnya.',
  },
  'cdr-taken-back': {
    en: 'It was taken back already: correct the record that came after it.',
    id: 'Catatan ini sudah ditarik. Betulkan catatan sesudahnya.',
  },
  'nothing-to-invoice': {
    en: 'Nothing up to {month} is left to invoice.',
    id: 'Sampai {month} tidak ada lagi yang ditagih.',
  },
  'invoice-paid': { en: 'Invoice {id} has been paid already.', id: 'Tagihan {id} sudah dibayar.' },
  'account-of-another': { en: 'The account is another company’s.', id: 'Akun itu milik perusahaan lain.' },
  'tariff-from-later': {
    en: 'A tariff of that name holds from then on at Rp {price} per kWh; add one from a later moment.',
    id: 'Tarif dengan nama itu berlaku sejak saat itu, Rp {price} per kWh. Buat yang mulai berlaku sesudahnya.',
  },
  'fee-without-rule': {
    en: 'It asks a fee; name the rule that allows it in feeBasis, or leave the fee out.',
    id: 'Ada biaya layanan. Sebut aturan yang membolehkannya, atau kosongkan biayanya.',
  },
  'above-cap': {
    en: 'Rp {price} per kWh is above the Rp {cap} that {decree} allows while it would hold.',
    id: 'Rp {price} per kWh di atas Rp {cap} yang dibolehkan {decree} selama tarif ini berlaku.',
  },
  'agreement-ended': {
    en: 'Agreement {id} ends on {day} already.',
    id: 'Perjanjian {id} sudah berakhir pada {day}.',
  },
  'agreement-ends-after': {
    en: 'Agreement {id} starts on {day}: it ends after that day.',
    id: 'Perjanjian {id} mulai {day}. Akhirnya harus sesudah hari itu.',
  },
  'agreement-used': {
    en: 'Agreement {id} was used for {day} already: it ends on a later day, and corrections are lines of their own.',
    id: 'Perjanjian {id} sudah dipakai untuk {day}. Akhiri pada hari sesudahnya; pembetulan punya baris sendiri.',
  },
  'not-a-partner': {
    en: '{id} is no partner: make an organisation of kind "partner".',
    id: '{id} bukan mitra. Buat organisasi berjenis mitra.',
  },
  'agreement-collides': {
    en: 'Agreement {id} holds for {place} from {from}: end it, or supersede it.',
    id: 'Perjanjian {id} sudah berlaku untuk {place} sejak {from}. Akhiri, atau ganti dengan yang baru.',
  },
  'too-many-sessions-since': {
    en: 'More than {count} sessions were settled since: start it later.',
    id: 'Sejak itu lebih dari {count} sesi sudah dihitung. Mulai belakangan.',
  },
  'electricity-not-by-bills': {
    en: 'Agreement {id} does not settle electricity by bills.',
    id: 'Perjanjian {id} tidak menghitung listrik dari rekening.',
  },
  'agreement-not-on-day': {
    en: 'Agreement {id} does not hold on {day}.',
    id: 'Perjanjian {id} tidak berlaku pada {day}.',
  },
  'bill-entered': {
    en: 'Bill {reference} was entered before.',
    id: 'Rekening {reference} sudah pernah dimasukkan.',
  },
  'nothing-to-state': {
    en: 'Nothing up to {period} stands on no statement.',
    id: 'Sampai {period} semuanya sudah ada di laporan.',
  },
  'period-not-over': {
    en: 'At {site} {period} is not over; /statements/preview shows how it stands.',
    id: 'Di {site}, {period} belum selesai.',
  },
  'period-closed': {
    en: '{period} is closed; what came since stands on the next.',
    id: '{period} sudah ditutup. Yang datang sesudahnya masuk laporan berikutnya.',
  },
  'bank-account-decided': {
    en: 'Bank account {id} is {state} already.',
    id: 'Rekening {id} sudah diputuskan.',
  },
  'bank-account-second-person': {
    en: 'Whoever proposed a bank account does not decide on it: ask a second person.',
    id: 'Yang mengusulkan rekening tidak memutuskannya. Minta orang kedua.',
  },
  'payout-not-approved': {
    en: 'Payout {number} is {state}: only one that is approved is transferred.',
    id: 'Hanya pembayaran mitra yang sudah disetujui yang ditransfer.',
  },
  'bank-account-changed-since': {
    en: 'The bank account was changed since payout {number} was {state}: refuse it, and propose another.',
    id: 'Rekeningnya diganti sejak pembayaran {number} itu. Tolak, lalu usulkan yang baru.',
  },
  'no-confirmed-bank-account': {
    en: '{partner} has no confirmed bank account: propose one, and let a second person confirm it.',
    id: '{partner} belum punya rekening yang dipastikan. Usulkan satu, lalu minta orang kedua memastikannya.',
  },
  'owed-not-more': {
    en: 'Rp {amount} are owed to {partner} by closed statements, and not more.',
    id: 'Menurut laporan yang ditutup, hak {partner} Rp {amount}, tidak lebih.',
  },
  'second-person-for-reversal': {
    en: 'Whoever proposed to take a journal back does not agree to it: ask a second person.',
    id: 'Yang mengusulkan pembatalan jurnal tidak menyetujuinya sendiri. Minta orang kedua.',
  },
  'payout-second-person': {
    en: 'Whoever proposed a payout does not approve it: ask a second person.',
    id: 'Yang mengusulkan tidak menyetujuinya. Minta orang kedua.',
  },
  'less-owed-since': {
    en: 'Since payout {number} was proposed less is owed, by Rp {amount}: refuse it, and propose another.',
    id: 'Sejak pembayaran {number} diusulkan, haknya berkurang Rp {amount}. Tolak, lalu usulkan yang baru.',
  },
  'payout-state': {
    en: 'Payout {number} is {state}; it would have to be {states}.',
    id: 'Keadaan pembayaran {number} sudah lain. Muat ulang halamannya.',
  },
  'settlement-too-large': {
    en: 'A settlement file may have {bytes} bytes.',
    id: 'Berkas penyelesaian paling besar {bytes} bita.',
  },
  'settlement-unreadable': {
    en: 'No line of it can be read; the heads of its columns are in the settings of the payment gateways.',
    id: 'Tidak ada baris yang bisa dibaca. Judul kolomnya ada di pengaturan penyedia pembayaran.',
  },
  'settlement-row-booked': {
    en: 'Settlement row {id} is in the ledger.',
    id: 'Baris penyelesaian {id} sudah dibukukan.',
  },
}
