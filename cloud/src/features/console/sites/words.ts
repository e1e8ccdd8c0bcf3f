import type { PowerBudget } from '../../power-budgets/schemas.ts'
import type { Site } from '../../sites/schemas.ts'
import type { Said, SaidOf } from '../said.ts'

export const pbjtModes: SaidOf<Site['pbjt']['mode']> = {
  included: { id: 'Sudah di dalam harga', en: 'In the price' },
  added: { id: 'Ditambahkan di atas harga', en: 'On top of it' },
  none: { id: 'Bukan kami yang memungut', en: 'Not ours to collect' },
}

export const sharings: SaidOf<PowerBudget['sharing']> = {
  equal: { id: 'Semua soket sama', en: 'All sockets the same' },
  priority: { id: 'Menurut prioritas soket', en: 'By the priority of sockets' },
}

export const siteWords = {
  title: { id: 'Lokasi', en: 'Sites' },
  lead: { id: 'Tempat dengan pos.', en: 'Places with chargers.' },
  empty: {
    id: 'Belum ada lokasi. Buat yang pertama, lalu daftarkan posnya.',
    en: 'No site yet. Make the first one, then enter its chargers.',
  },
  make: { id: 'Lokasi baru', en: 'New site' },
  name: { id: 'Nama', en: 'Name' },
  slug: { id: 'Nama pendek', en: 'Short name' },
  address: { id: 'Alamat', en: 'Address' },
  zone: { id: 'Zona waktu', en: 'Time zone' },
  pbjt: { id: 'Pajak listrik (PBJT)', en: 'Electricity tax (PBJT)' },
  place: { id: 'Titik', en: 'Position' },
  edit: { id: 'Ubah', en: 'Change' },
  budget: { id: 'Batas daya', en: 'Power budget' },
  noBudget: {
    id: 'Tidak ada batas: tiap pos boleh menarik daya penuhnya. Buat batas bila sambungan listriknya lebih kecil.',
    en: 'None: each charger may draw all it can. Set one where the supply of the site is less.',
  },
  setBudget: { id: 'Atur batas daya', en: 'Set a power budget' },
  removeBudget: { id: 'Hapus batas', en: 'Remove it' },
  limit: { id: 'Batas bersama', en: 'Limit of all' },
  mayDraw: { id: 'Paling banyak ditarik sekarang', en: 'The most that may be drawn now' },
  over: { id: 'Melebihi batas', en: 'Above the limit' },
  within: { id: 'Di bawah batas', en: 'Within the limit' },
  sharing: { id: 'Pembagian', en: 'Sharing' },
  chargers: { id: 'Bagian tiap pos', en: 'What each charger has' },
  noChargers: { id: 'Belum ada pos di lokasi ini.', en: 'No charger at this site yet.' },
  sockets: { id: 'Soket yang sedang dipakai', en: 'Sockets in use' },
  noSockets: { id: 'Tidak ada yang sedang mengisi.', en: 'Nobody is charging.' },
  charger: { id: 'Pos', en: 'Charger' },
  socket: { id: 'Soket', en: 'Socket' },
  may: { id: 'Boleh', en: 'May draw' },
  safe: { id: 'Tanpa kami', en: 'Without us' },
  draws: { id: 'Menarik', en: 'Draws' },
  told: { id: 'Dipastikan pos', en: 'Confirmed' },
  state: { id: 'Keadaan', en: 'State' },
  on: { id: 'Nyala', en: 'On' },
  waits: { id: 'Menunggu giliran', en: 'Waits its turn' },
  problem: { id: 'Masalah', en: 'Problem' },
  prices: { id: 'Harga beli listrik', en: 'What energy is bought for' },
  seePrices: { id: 'Lihat dan isi', en: 'See and enter' },
  chargerList: { id: 'Pos di sini', en: 'Chargers here' },
} as const satisfies Record<string, Said>
