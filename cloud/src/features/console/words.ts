import type { ChargerCondition } from '../../core/charger-condition.ts'
import type { Language } from '../../web/language.ts'

const id = {
  menu: 'Menu',
  pages: 'Halaman konsol',
  search: 'Cari',
  searchHint: 'Cari pos, sesi, kartu… ( / )',
  signOut: 'Keluar',
  searching: {
    title: 'Pencarian',
    asked: (text: string) => `Untuk “${text}”`,
    none: 'Tidak ada yang cocok.',
    short: 'Tulis sedikitnya dua huruf atau angka.',
    hint: 'Bisa dicari: ID, nama atau nomor seri pos, lokasi, nomor transaksi, nomor pembayaran, nomor kartu, telepon, surel, pelat nomor.',
    kinds: {
      ...{ charger: 'Pos', site: 'Lokasi', session: 'Sesi', payment: 'Pembayaran', card: 'Kartu' },
      driver: 'Pengemudi',
    },
  },
  overview: 'Ikhtisar',
  chargers: 'Pos',
  chargersLead: 'Semua pos, dengan keadaan soketnya sekarang.',
  noChargers: 'Belum ada pos.',
  charger: 'Pos',
  name: 'Nama',
  site: 'Lokasi',
  condition: 'Keadaan',
  since: 'Sejak',
  sockets: 'Soket',
  firmware: 'Firmware',
  power: 'Daya',
  close: 'Tutup',
  wholePage: 'Buka halaman pos',
  today: { energy: 'Energi hari ini', takings: 'Pendapatan hari ini', sessions: 'Sesi selesai hari ini' },
  mapCaption: (sites: number) => `${sites} lokasi; warna titik adalah keadaan pos yang terberat di sana.`,
  textFilter: 'ID, nama, nomor seri',
  conditions: {
    notAccepted: 'Belum diterima',
    offline: 'Tidak terhubung',
    silent: 'Tidak bersuara',
    faulted: 'Gangguan',
    unavailable: 'Tidak beroperasi',
    occupied: 'Dipakai',
    available: 'Siap dipakai',
    unknown: 'Belum ada kabar',
  } satisfies Record<ChargerCondition, string>,
}

export type ConsoleWords = typeof id

const en: ConsoleWords = {
  menu: 'Menu',
  pages: 'Pages of the console',
  search: 'Search',
  searchHint: 'Find a charger, session, card… ( / )',
  signOut: 'Sign out',
  searching: {
    title: 'Search',
    asked: (text) => `For “${text}”`,
    none: 'Nothing matches.',
    short: 'Write at least two letters or digits.',
    hint: 'What can be found: a charger’s id, name or serial number, a site, a transaction number, a payment’s reference, a card’s number, a phone number, an e-mail address, a number plate.',
    kinds: {
      ...{ charger: 'Charger', site: 'Site', session: 'Session', payment: 'Payment', card: 'Card' },
      driver: 'Driver',
    },
  },
  overview: 'Overview',
  chargers: 'Chargers',
  chargersLead: 'All chargers, with their sockets as they are now.',
  noChargers: 'There is no charger yet.',
  charger: 'Charger',
  name: 'Name',
  site: 'Site',
  condition: 'State',
  since: 'Since',
  sockets: 'Sockets',
  firmware: 'Firmware',
  power: 'Power',
  close: 'Close',
  wholePage: 'Open its page',
  today: { energy: 'Energy today', takings: 'Takings today', sessions: 'Sessions ended today' },
  mapCaption: (sites) => `${sites} sites; a dot has the colour of the gravest charger there.`,
  textFilter: 'Id, name, serial number',
  conditions: {
    notAccepted: 'Not accepted',
    offline: 'Offline',
    silent: 'Silent',
    faulted: 'Fault',
    unavailable: 'Out of service',
    occupied: 'In use',
    available: 'Ready',
    unknown: 'Nothing heard yet',
  },
}

/** What operators read: Indonesian first, English says the same. */
export const consoleWords: Readonly<Record<Language, ConsoleWords>> = { id, en }
