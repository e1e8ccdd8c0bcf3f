import { formatIdr } from '@colok/shared/money'
import type { Refusals } from '../../http/refusals/refusal.ts'
import { finderAmong } from '../../http/refusals/said-in-both.ts'

/**
 * What is told of an exception, with its code and its words: found by the English sentence that is stored, as refusals are, so
 * that what was stored before has words too. What a provider itself has said is put in as it came.
 */
export const exceptionDetails: Refusals = {
  'money-of-unknown-owner': {
    en: '{gateway} has Rp {amount} for {reference} (its number {number}): give it back, or find out whose it is.',
    id: 'Di {gateway} ada Rp {amount} untuk {reference} (nomornya di sana {number}). Kembalikan, atau cari tahu milik siapa.',
  },
  'money-of-unknown-owner-and-number': {
    en: '{gateway} has Rp {amount} for {reference} (its number is not known): give it back, or find out whose it is.',
    id: 'Di {gateway} ada Rp {amount} untuk {reference} (nomornya di sana tidak diketahui). Kembalikan, atau cari tahu milik siapa.',
  },
  'started-after-refund': {
    en: 'Session {session} began by the idTag of a payment that is {state}; its charger was answered Invalid, and what it gives is not paid for.',
    id: 'Sesi {session} mulai dengan kode pembayaran yang sudah tidak berlaku. Pos sudah diberi tahu; listrik yang tetap diberikannya tidak ada yang membayar.',
  },
  'session-of-payment-suspect': {
    en: 'Session {session} is suspect: resolve it, and what was not used of the payment goes back.',
    id: 'Sesi {session} meragukan. Putuskan dulu, lalu yang tidak terpakai dari pembayarannya kembali sendiri.',
  },
  'session-of-wallet-suspect': {
    en: 'Session {session} is suspect: resolve it, and wallet {wallet} pays what it cost.',
    id: 'Sesi {session} meragukan. Putuskan dulu, lalu dompet {wallet} membayar biayanya.',
  },
  'addresses-guessed': {
    en: "More than {most} wrong addresses of drivers' payment pages within an hour, the last from {address}. None was ours; look into the log for where they come from.",
    id: 'Lebih dari {most} alamat halaman pembayaran yang salah dalam satu jam, terakhir dari {address}. Tidak ada yang benar. Lihat di log dari mana datangnya.',
  },
  'told-without-proof': {
    en: 'It told, without proof, of Rp {amount} for {reference}, which {why}. Nothing was done.',
    id: 'Memberi tahu tanpa bukti tentang Rp {amount} untuk {reference}, yang bukan milik kami atau sudah dibayar. Tidak ada yang dilakukan.',
  },
  'told-of-unpaid': {
    en: "It told that {reference} was paid; the provider's books do not say so. Nothing was done.",
    id: 'Memberi tahu bahwa {reference} sudah dibayar, padahal pembukuan penyedia tidak mencatatnya. Tidak ada yang dilakukan.',
  },
  'notification-unsigned': {
    en: 'signature: {problem}',
    id: 'Tanda tangannya tidak benar. Tidak ada yang dilakukan.',
  },
  'notification-without-token': {
    en: 'token: {problem}',
    id: 'Tokennya tidak berlaku. Tidak ada yang dilakukan.',
  },
  'notification-malformed': {
    en: 'malformed: {problem}',
    id: 'Isinya tidak lengkap atau tidak terbaca. Tidak ada yang dilakukan.',
  },
  'notification-replayed': {
    en: 'replayed: {problem}',
    id: 'Nomor kiriman hari ini datang lagi dengan isi lain. Tidak ada yang dilakukan.',
  },
  'refunds-refused': {
    en: '{gateway} refuses refunds: {message}. Refunds are tried again by themselves.',
    id: '{gateway} menolak pengembalian: “{message}”. Pengembalian dicoba lagi sendiri.',
  },
  'captures-refused': {
    en: '{gateway} neither captures nor gives back what is set aside: {message}. It is tried again by itself.',
    id: '{gateway} tidak mengambil dan tidak melepas yang disisihkan: “{message}”. Dicoba lagi sendiri.',
  },
  'reserves-refused': {
    en: '{gateway} sets nothing aside: {message}.',
    id: '{gateway} tidak mau menyisihkan uang: “{message}”.',
  },
  'refund-not-confirmed': {
    en: '{gateway} has not said in time whether it was carried out. Look for {reference} in its books and say what you found by POST /refunds/{id}/verdict.',
    id: '{gateway} belum mengatakan apakah pengembalian ini dijalankan. Cari {reference} di pembukuannya, lalu catat yang Anda temukan.',
  },
  'not-captured': {
    en: '{gateway} has not taken what was set aside for {payment}: {message} Look for {reference} in its books and say what you found by POST /payments/{id}/capture-verdict.',
    id: '{gateway} belum mengambil yang disisihkan untuk {payment}: “{message}”. Cari {reference} di pembukuannya, lalu catat yang Anda temukan.',
  },
  'in-no-settlement': {
    en: '{journal} of {time} over Rp {amount} is in no settlement file of {gateway}, though later ones have come.',
    id: '{journal} dari {time} sebesar Rp {amount} tidak ada di berkas setoran {gateway} mana pun, padahal yang lebih baru sudah datang.',
  },
  'no-settlement-ever': {
    en: 'No settlement file of {gateway} has come that is newer than ever; payments since {since} should be settled: upload it.',
    id: 'Belum pernah ada berkas setoran dari {gateway}. Pembayaran sejak {since} seharusnya sudah disetor. Unggah berkasnya.',
  },
  'no-newer-settlement': {
    en: 'No settlement file of {gateway} has come that is newer than {last}; payments since {since} should be settled: upload it.',
    id: 'Belum ada berkas setoran dari {gateway} yang lebih baru daripada {last}. Pembayaran sejak {since} seharusnya sudah disetor. Unggah berkasnya.',
  },
  'settlement-unreadable': {
    en: '{count} lines of settlement report {report} cannot be read and are not booked: {problems}',
    id: '{count} baris dari berkas setoran {report} tidak terbaca dan tidak dibukukan. Barisnya ada di halaman berkas itu.',
  },
  'settlement-differs': {
    en: 'The settlement of {kind} {reference} ({number}) over Rp {amount} is booked; ours is Rp {ours}. The rest stands in the receivable: ask the provider.',
    id: 'Setoran {reference} ({number}) sebesar Rp {amount} sudah dibukukan; menurut kami Rp {ours}. Selisihnya masih tercatat sebagai piutang. Tanyakan ke penyedia.',
  },
  'settlement-double': {
    en: 'The settlement of {kind} {reference} ({number}) over Rp {amount} is not booked: it has been settled before. Book it if the bank has received it twice.',
    id: 'Setoran {reference} ({number}) sebesar Rp {amount} tidak dibukukan karena sudah pernah disetor. Bukukan bila bank menerimanya dua kali.',
  },
  'settlement-unknown': {
    en: 'The settlement of {kind} {reference} ({number}) over Rp {amount} is not booked: nothing of ours in the ledger fits it. Book it if the bank has received it.',
    id: 'Setoran {reference} ({number}) sebesar Rp {amount} tidak dibukukan karena tidak ada yang cocok di buku besar. Bukukan bila bank menerimanya.',
  },
  'day-differs': {
    en: '{count} differences on {day} at {site}: {shown}. All of them: npm run books -- --match {match} --site {slug}',
    id: '{count} perbedaan pada {day} di {site}: {shown}. Semuanya: npm run books -- --match {match} --site {slug}',
  },
}

/** What the detail of an exception is called and says in each language; undefined for one that has no words. */
export function knownDetail(detail: string): ReturnType<typeof found> {
  const known = found(detail)
  return known && { ...known, id: withAmounts(known.id, 'id'), en: withAmounts(known.en, 'en') }
}

const found = finderAmong(exceptionDetails)

/** Stored are plain figures; people read `Rp 15.000`. */
const withAmounts = (text: string, language: 'id' | 'en'): string =>
  text.replaceAll(/\bRp (\d{1,12})\b/g, (_, amount: string) => formatIdr(Number(amount), language))
