import type { Role } from '../../../core/roles.ts'
import { signInWords } from '../../sign-in/words.ts'
import type { Said, SaidOf } from '../said.ts'

export const roleNames = (role: Role): Said => ({
  id: signInWords.id.roles[role],
  en: signInWords.en.roles[role],
})

/** Roles to choose from. */
export const roleOptions = (some: readonly Role[]) =>
  some.map((value) => ({ value, label: roleNames(value) }))

export const organisationKinds: SaidOf<'operator' | 'partner' | 'company'> = {
  operator: { id: 'Kami', en: 'Ourselves' },
  partner: { id: 'Mitra', en: 'Partner' },
  company: { id: 'Perusahaan', en: 'Company' },
}

export const cardStates: SaidOf<'Accepted' | 'Blocked'> = {
  Accepted: { id: 'Berlaku', en: 'Valid' },
  Blocked: { id: 'Diblokir', en: 'Blocked' },
}

export const orderStates: SaidOf<'ordered' | 'fulfilled' | 'cancelled'> = {
  ordered: { id: 'Menunggu dikirim', en: 'To be sent' },
  fulfilled: { id: 'Sudah dikirim', en: 'Sent' },
  cancelled: { id: 'Dibatalkan', en: 'Cancelled' },
}

export const peopleWords = {
  organisations: { id: 'Orang dan organisasi', en: 'People and organisations' },
  organisationsLead: {
    id: 'Kami, para mitra, dan perusahaan yang kartunya mengisi di sini. Anggota dan undangan ada di halaman masing-masing.',
    en: 'Ourselves, partners, and companies whose cards charge here. Members and invitations are on the page of each.',
  },
  noOrganisations: { id: 'Belum ada organisasi.', en: 'No organisation yet.' },
  newOrganisation: { id: 'Organisasi baru', en: 'New organisation' },
  name: { id: 'Nama', en: 'Name' },
  slug: { id: 'Nama pendek', en: 'Short name' },
  kind: { id: 'Jenis', en: 'Kind' },
  since: { id: 'Sejak', en: 'Since' },
  until: { id: 'Sampai', en: 'Until' },
  ended: { id: 'Berakhir', en: 'Ended' },
  members: { id: 'Anggota', en: 'Members' },
  noMembers: { id: 'Belum ada anggota. Undang yang pertama.', en: 'No member yet. Invite the first.' },
  role: { id: 'Peran', en: 'Role' },
  email: { id: 'Surel', en: 'E-mail' },
  phone: { id: 'Telepon', en: 'Phone' },
  deeds: { id: 'Tindakan', en: 'Actions' },
  changeRole: { id: 'Ganti peran', en: 'Change role' },
  remove: { id: 'Keluarkan', en: 'Remove' },
  invitations: { id: 'Undangan yang masih berlaku', en: 'Open invitations' },
  noInvitations: { id: 'Tidak ada undangan yang menunggu.', en: 'No invitation waits.' },
  invite: { id: 'Undang orang', en: 'Invite somebody' },
  sentTo: { id: 'Dikirim ke', en: 'Sent to' },
  by: { id: 'Oleh', en: 'By' },
  expires: { id: 'Berlaku sampai', en: 'Good until' },
  withdraw: { id: 'Tarik', en: 'Withdraw' },
  sites: { id: 'Lokasinya', en: 'Its sites' },
  noSites: { id: 'Belum ada lokasi.', en: 'No site yet.' },
  addSite: { id: 'Tambah lokasi', en: 'Add a site' },
  release: { id: 'Lepas', en: 'Release' },
  site: { id: 'Lokasi', en: 'Site' },
  end: { id: 'Akhiri', en: 'End it' },
  fleet: { id: 'Kartu dan batas', en: 'Cards and limits' },
  partner: { id: 'Utang dan rekening', en: 'Balance and accounts' },
  keys: { id: 'Kunci API', en: 'API keys' },
  keysLead: {
    id: 'Untuk program, bukan orang. Sebuah kunci tampil sekali, saat dibuat.',
    en: 'For programs, not people. A key is shown once, when it is made.',
  },
  noKeys: { id: 'Belum ada kunci.', en: 'No key yet.' },
  newKey: { id: 'Kunci baru', en: 'New key' },
  scopes: { id: 'Boleh', en: 'May' },
  all: { id: 'Semua dari perannya', en: 'All of its role' },
  made: { id: 'Dibuat', en: 'Made' },
  lastUsed: { id: 'Terakhir dipakai', en: 'Last used' },
  revoked: { id: 'Dicabut', en: 'Revoked' },
  revoke: { id: 'Cabut', en: 'Revoke' },
  cards: { id: 'Kartu', en: 'Cards' },
  cardsLead: { id: 'Kartu RFID yang dikenal.', en: 'RFID cards that are known.' },
  noCards: { id: 'Belum ada kartu. Daftarkan yang pertama.', en: 'No card yet. Enter the first.' },
  newCard: { id: 'Kartu baru', en: 'New card' },
  card: { id: 'Kartu', en: 'Card' },
  state: { id: 'Keadaan', en: 'State' },
  label: { id: 'Keterangan', en: 'Label' },
  group: { id: 'Kelompok', en: 'Group' },
  account: { id: 'Rekening bulanan', en: 'Monthly account' },
  wallet: { id: 'Dompet', en: 'Wallet' },
  paidBy: { id: 'Dibayar oleh', en: 'Paid by' },
  parent: { id: 'Keluarga kartu', en: 'Family of cards' },
  most: { id: 'Sesi sekaligus', en: 'Sessions at once' },
  block: { id: 'Blokir', en: 'Block' },
  unblock: { id: 'Buka blokir', en: 'Unblock' },
  edit: { id: 'Ubah', en: 'Change' },
  orders: { id: 'Pesanan kartu', en: 'Card orders' },
  ordersLead: { id: 'Kartu yang diminta pengemudi.', en: 'Cards that drivers have asked for.' },
  noOrders: {
    id: 'Belum ada pesanan. Pengemudi memesan kartu dari halaman kartunya.',
    en: 'No order yet. Drivers order cards on their own page.',
  },
  driver: { id: 'Pengemudi', en: 'Driver' },
  to: { id: 'Kirim ke', en: 'Send to' },
  ordered: { id: 'Dipesan', en: 'Ordered' },
  replaces: { id: 'Pengganti', en: 'In place of' },
  fulfil: { id: 'Sudah dikirim', en: 'It was sent' },
  cancel: { id: 'Batalkan', en: 'Cancel' },
  drivers: { id: 'Pengemudi', en: 'Drivers' },
  driversLead: { id: 'Orang yang mendaftar dengan teleponnya.', en: 'People who signed up by their phone.' },
  noDrivers: {
    id: 'Belum ada pengemudi. Yang pertama muncul saat seseorang masuk dengan nomor teleponnya.',
    en: 'No driver yet. The first is here when somebody signs in by phone.',
  },
  search: { id: 'Nama, telepon, pelat, kartu', en: 'Name, phone, plate, card' },
  vehicles: { id: 'Kendaraan', en: 'Vehicles' },
  noVehicles: { id: 'Belum ada kendaraan.', en: 'No vehicle yet.' },
  plate: { id: 'Pelat', en: 'Plate' },
  battery: { id: 'Baterai', en: 'Battery' },
  sessions: { id: 'Sesi terakhir', en: 'Latest sessions' },
  noSessions: { id: 'Belum ada sesi dengan kartunya.', en: 'No session of these cards yet.' },
  give: { id: 'Beri kartu', en: 'Give a card' },
  linked: { id: 'Dipasang', en: 'Linked' },
  mayCharge: { id: 'Bisa mengisi', en: 'May charge' },
  yes: { id: 'Ya', en: 'Yes' },
  no: { id: 'Tidak', en: 'No' },
  fleetTitle: { id: 'Kartu perusahaan', en: 'Cards of the company' },
  noFleetCards: {
    id: 'Belum ada kartu. Hubungkan rekening bulanan perusahaan ini; kartunya muncul di sini.',
    en: 'No card yet. Connect the monthly account of this company; its cards appear here.',
  },
  connect: { id: 'Hubungkan rekening', en: 'Connect an account' },
  rider: { id: 'Pengendara', en: 'Rider' },
  limits: { id: 'Batas', en: 'Limits' },
  noLimit: { id: 'Tanpa batas', en: 'No limit' },
  usedMonth: { id: 'Bulan ini', en: 'This month' },
  setLimits: { id: 'Atur batas', en: 'Set limits' },
  setRider: { id: 'Ganti pengendara', en: 'Change rider' },
} as const satisfies Record<string, Said>
