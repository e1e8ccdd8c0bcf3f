import type { Language } from '../../web/language.ts'

interface AssetWords {
  readonly place: (name: string) => string
  readonly stock: (place: string) => string
  readonly nothing: string
  readonly thing: string
  readonly least: string
  readonly count: string
  readonly takingTitle: (number: number) => string
  readonly takingHint: string
  readonly counted: string
  readonly present: string
  readonly absent: string
  readonly save: string
  readonly saved: (done: number, all: number) => string
  readonly found: string
  readonly item: string
  readonly serialNumber: string
  readonly reason: string
  readonly close: string
  readonly closed: (by: string) => string
  readonly booked: string
  readonly uncounted: (names: string) => string
  readonly differs: (count: number) => string
  readonly reasonMissing: string
  readonly notPossible: string
  readonly delivery: (number: number) => string
  readonly from: string
  readonly to: string
  readonly state: Readonly<Record<'sent' | 'received' | 'cancelled', string>>
  readonly sent: string
  readonly received: string
  readonly receive: string
  readonly receiveHint: string
  readonly pdf: string
}

/** Places that are no sites. */
const placeNames: Readonly<Record<Language, Readonly<Record<string, string>>>> = {
  id: { depot: 'gudang pusat', elsewhere: 'tempat lain' },
  en: { depot: 'our own store', elsewhere: 'elsewhere' },
}

/** What those who keep stock at sites read: Indonesian first, English says the same. */
export const assetWords: Readonly<Record<Language, AssetWords>> = {
  id: {
    place: (name) => placeNames.id[name] ?? name,
    stock: (place) => `Stok di ${place}`,
    nothing: 'Belum ada barang di sini.',
    thing: 'Barang',
    least: 'Min.',
    count: 'Mulai hitung stok',
    takingTitle: (number) => `Hitung stok nomor ${number}`,
    takingHint: 'Hitung yang benar-benar ada. Isi 0 bila tidak ada.',
    counted: 'Jumlah',
    present: 'Ada',
    absent: 'Tidak ada',
    save: 'Simpan hitungan',
    saved: (done, all) => `${done} dari ${all} sudah dihitung.`,
    found: 'Ada barang lain?',
    item: 'Kode barang',
    serialNumber: 'Nomor seri (bila ada)',
    reason: 'Alasan bila ada selisih',
    close: 'Tutup hitungan',
    closed: (by) => `Ditutup oleh ${by}.`,
    booked: 'Catatan',
    uncounted: (names) => `Belum dihitung: ${names}. Isi 0 bila tidak ada.`,
    differs: (count) => `Hitungan berbeda dari catatan pada ${count} barang. Tulis alasannya.`,
    reasonMissing: 'Tulis alasan setiap selisih.',
    notPossible: 'Belum bisa dicatat.',
    delivery: (number) => `Surat jalan nomor ${number}`,
    from: 'Dari',
    to: 'Ke',
    state: { sent: 'Dalam perjalanan', received: 'Diterima', cancelled: 'Dibatalkan' },
    sent: 'Dikirim',
    received: 'Diterima',
    receive: 'Catat penerimaan',
    receiveHint: 'Ubah jumlah yang berbeda, dan tulis alasannya.',
    pdf: 'Simpan sebagai PDF',
  },
  en: {
    place: (name) => placeNames.en[name] ?? name,
    stock: (place) => `Stock at ${place}`,
    nothing: 'Nothing is here yet.',
    thing: 'Item',
    least: 'Min.',
    count: 'Begin to count',
    takingTitle: (number) => `Stock-taking number ${number}`,
    takingHint: 'Count what is really there. Enter 0 for what is not.',
    counted: 'How many',
    present: 'There',
    absent: 'Not there',
    save: 'Save the count',
    saved: (done, all) => `${done} of ${all} are counted.`,
    found: 'Something else there?',
    item: 'Item code',
    serialNumber: 'Serial number (where it has one)',
    reason: 'Why, where the count differs',
    close: 'Close the stock-taking',
    closed: (by) => `Closed by ${by}.`,
    booked: 'Books',
    uncounted: (names) => `Not counted yet: ${names}. Enter 0 for what is not there.`,
    differs: (count) => `The count differs from the books at ${count} items. Say why.`,
    reasonMissing: 'Say why for each difference.',
    notPossible: 'That could not be entered.',
    delivery: (number) => `Delivery note number ${number}`,
    from: 'From',
    to: 'To',
    state: { sent: 'On its way', received: 'Received', cancelled: 'Cancelled' },
    sent: 'Sent',
    received: 'Received',
    receive: 'Enter the receipt',
    receiveHint: 'Change what differs, and say why.',
    pdf: 'Save as PDF',
  },
}
