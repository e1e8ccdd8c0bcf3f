import type { ChargerCondition } from '../../core/charger-condition.ts'
import type { Language } from '../../web/language.ts'

const id = {
  menu: 'Menu',
  pages: 'Halaman konsol',
  search: 'Cari',
  searchHint: 'Cari pos, sesi, kartu… ( / )',
  signOut: 'Keluar',
  overview: 'Ikhtisar',
  chargers: 'Pos',
  chargersLead: 'Semua pos, dengan keadaan soketnya sekarang.',
  noChargers: 'Belum ada pos.',
  howToAddCharger: 'Pos didaftarkan lewat API: PUT /api/v1/chargers/{id}.',
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
  overview: 'Overview',
  chargers: 'Chargers',
  chargersLead: 'All chargers, with their sockets as they are now.',
  noChargers: 'There is no charger yet.',
  howToAddCharger: 'A charger is registered by the API: PUT /api/v1/chargers/{id}.',
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
