import type { Refusals } from './refusal.ts'

/** Why stock or a plan is not changed. */
export const stores: Refusals = {
  'item-tracked-otherwise': {
    en: '{item} is tracked by {how}, and stays so: make another item.',
    id: '{item} sudah dicatat dengan cara lain dan tetap begitu. Buat barang baru.',
  },
  'twice-in-list': { en: '{thing} is in the list twice.', id: '{thing} ada dua kali di daftar.' },
  'twice-in-receipt': { en: '{thing} is in the receipt twice.', id: '{thing} ada dua kali di penerimaan.' },
  'serial-number-needed': {
    en: '{item} is tracked by serial number: name it.',
    id: '{item} dicatat dengan nomor seri. Sebut nomornya.',
  },
  'serial-number-none': {
    en: '{item} is only counted: it has no serial number.',
    id: '{item} hanya dihitung dan tidak punya nomor seri.',
  },
  'not-there-by-books': {
    en: '{thing} is not there by the books: its history says where it went.',
    id: 'Menurut catatan {thing} tidak ada di sana. Riwayatnya menunjukkan ke mana.',
  },
  'fewer-there': {
    en: 'There are {there} of {item}, and {quantity} were to leave.',
    id: '{item} tinggal {there}; {quantity} tidak bisa keluar.',
  },
  'own-store-no-site': { en: 'Our own store is no site.', id: 'Gudang pusat bukan lokasi.' },
  'stock-taking-open': {
    en: 'Stock-taking {number} is open there: close it first.',
    id: 'Hitung stok {number} masih terbuka di sana. Tutup dulu.',
  },
  'stock-taking-closed': {
    en: 'Stock-taking {number} is closed.',
    id: 'Hitung stok {number} sudah ditutup.',
  },
  'only-one': { en: 'There is only one {thing}.', id: 'Hanya ada satu {thing}.' },
  'not-counted': {
    en: 'Not counted yet: {names}. Enter 0 for what is not there.',
    id: 'Belum dihitung: {names}. Isi 0 bila tidak ada.',
  },
  'count-differs': {
    en: 'The count differs from the books at {count} items: say why.',
    id: 'Hitungan berbeda dari catatan pada {count} barang. Tulis sebabnya.',
  },
  'on-delivery-note': {
    en: '{thing} is on a delivery note: receive that first.',
    id: '{thing} ada di surat jalan. Terima dulu surat itu.',
  },
  'booked-elsewhere': {
    en: '{thing} is booked at somebody else’s: ask us to look.',
    id: '{thing} tercatat di tempat lain. Minta kami memeriksanya.',
  },
  'note-of-others': { en: 'That is for those who keep {place}.', id: 'Itu urusan yang menjaga {place}.' },
  'note-over': {
    en: 'Delivery note {number} is {state} already.',
    id: 'Surat jalan {number} sudah selesai.',
  },
  'no-difference': {
    en: '{thing} arrived as it was sent: that is no difference.',
    id: '{thing} tiba seperti yang dikirim. Itu bukan selisih.',
  },
  'not-on-note': {
    en: '{thing} is not on the delivery note: count the stock instead.',
    id: '{thing} tidak ada di surat jalan. Hitung stok saja.',
  },
  'column-missing': {
    en: 'There is no column {names}; the first line names them.',
    id: 'Kolom {names} tidak ada. Baris pertama menyebut nama kolom.',
  },
  'criterion-strange': {
    en: 'The study has no criterion {names}; add it or leave it out.',
    id: 'Studi ini tidak punya kriteria {names}. Tambahkan, atau hapus dari berkas.',
  },
  'lines-unreadable': {
    en: 'Some lines cannot be read; nothing was changed.',
    id: 'Beberapa baris tidak terbaca. Tidak ada yang berubah.',
  },
  'fact-missing': {
    en: '{site} has no {key}; fill it in or leave the site out.',
    id: '{site} belum punya {key}. Isi, atau keluarkan lokasinya.',
  },
  'fact-no-number': {
    en: '{site}: {key} is "{fact}" and must be a number.',
    id: '{site}: {key} harus angka.',
  },
  'fact-no-category': {
    en: '{site}: {key} "{fact}" is none of {known}.',
    id: '{site}: {key} “{fact}” tidak ada di antara {known}.',
  },
  'comparisons-too-many': {
    en: 'Compare 1 to {most} criteria; these are {count}.',
    id: 'Bandingkan 1 sampai {most} kriteria; ini {count}.',
  },
  'comparison-of-one': {
    en: 'There is nothing to compare in {pair}; name two different criteria.',
    id: 'Pilih dua kriteria yang berbeda.',
  },
  'compared-twice': {
    en: '{pair} are compared twice; keep one of the two.',
    id: '{pair} dibandingkan dua kali. Sisakan satu.',
  },
  'comparison-beyond': {
    en: '{pair}: {ratio} is outside of 1/9 to 9.',
    id: '{pair}: {ratio} di luar 1/9 sampai 9.',
  },
  'not-compared': {
    en: '{first} and {second} are not compared yet; compare them too.',
    id: '{first} dan {second} belum dibandingkan.',
  },
  'order-incomplete': {
    en: 'The order names each criterion once; this one does not.',
    id: 'Urutannya harus menyebut tiap kriteria sekali.',
  },
  'not-among': { en: '{key} is not among {known}; add it there.', id: '{key} tidak ada di antara {known}.' },
}
