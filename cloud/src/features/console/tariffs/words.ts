import type { Weekday } from '../../../core/local-time.ts'
import type { Said, SaidOf } from '../said.ts'

export const weekdayNames: SaidOf<Weekday> = {
  Mon: { id: 'Senin', en: 'Monday' },
  Tue: { id: 'Selasa', en: 'Tuesday' },
  Wed: { id: 'Rabu', en: 'Wednesday' },
  Thu: { id: 'Kamis', en: 'Thursday' },
  Fri: { id: 'Jumat', en: 'Friday' },
  Sat: { id: 'Sabtu', en: 'Saturday' },
  Sun: { id: 'Minggu', en: 'Sunday' },
}

export const tariffWords = {
  title: { id: 'Tarif', en: 'Tariffs' },
  lead: {
    id: 'Tarif tidak pernah berubah. Harga baru adalah tarif baru, mulai saat yang kemudian.',
    en: 'A tariff never changes. A new price is a new tariff, from a later moment.',
  },
  empty: {
    id: 'Belum ada tarif, jadi belum ada yang bisa mengisi dengan harga. Buat yang pertama.',
    en: 'No tariff yet, so nobody can charge at a price. Make the first one.',
  },
  make: { id: 'Tarif baru', en: 'New tariff' },
  next: { id: 'Tarif baru dari ini', en: 'A new one after this' },
  name: { id: 'Nama', en: 'Name' },
  site: { id: 'Lokasi', en: 'Site' },
  everySite: { id: 'Semua lokasi lain', en: 'Every other site' },
  group: { id: 'Untuk siapa', en: 'For whom' },
  everybody: { id: 'Semua', en: 'Everybody' },
  perKwh: { id: 'Per kWh', en: 'Per kWh' },
  perHour: { id: 'Per jam', en: 'Per hour' },
  sessionFee: { id: 'Per sesi', en: 'Per session' },
  idle: { id: 'Sesudah penuh, per jam', en: 'When full, per hour' },
  grace: { id: 'Tenggang', en: 'Grace' },
  ppn: { id: 'PPN atas biaya', en: 'PPN on fees' },
  basis: { id: 'Dasar biaya', en: 'Basis of fees' },
  reservation: { id: 'Soket ditahan', en: 'Held sockets' },
  from: { id: 'Mulai berlaku', en: 'Holds from' },
  until: { id: 'Sampai', en: 'Until' },
  rates: { id: 'Harga pada waktu tertentu', en: 'Prices at some times' },
  noRates: { id: 'Harganya sama sepanjang waktu.', en: 'The price is the same at all times.' },
  when: { id: 'Kapan', en: 'When' },
  preview: { id: 'Berapa biaya satu sesi', en: 'What a session would cost' },
  reckon: { id: 'Hitung', en: 'Reckon' },
  versions: { id: 'Versi dengan nama ini', en: 'Versions of this name' },
  objection: { id: 'Belum bisa diterbitkan:', en: 'It cannot be published as it is:' },
  caps: { id: 'Batas harga', en: 'Price caps' },
  capsLead: {
    id: 'Yang paling tinggi boleh diminta per kWh menurut peraturan.',
    en: 'The most that a kWh may cost, by decree.',
  },
  noCaps: {
    id: 'Belum ada batas. Tambahkan bila ada peraturan yang membatasi harga per kWh.',
    en: 'No cap yet. Add one when a decree limits what a kWh may cost.',
  },
  makeCap: { id: 'Batas baru', en: 'New cap' },
  decree: { id: 'Peraturan', en: 'Decree' },
  most: { id: 'Paling tinggi per kWh', en: 'Most per kWh' },
} as const satisfies Record<string, Said>
