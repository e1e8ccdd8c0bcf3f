import type { Said, SaidOf } from '../said.ts'

export const deliveryStates: SaidOf<'pending' | 'delivered' | 'failed'> = {
  pending: { id: 'Menunggu', en: 'Pending' },
  delivered: { id: 'Terkirim', en: 'Delivered' },
  failed: { id: 'Gagal', en: 'Failed' },
}

export const webhookWords = {
  title: { id: 'Webhook', en: 'Webhooks' },
  lead: { id: 'Siapa yang diberi tahu apa, dengan tanda tangan.', en: 'Who is told of what, signed.' },
  empty: {
    id: 'Belum ada. Tambahkan alamat yang menerima kabar tentang pos, sesi dan pembayaran.',
    en: 'None yet. Add an address that is told of chargers, sessions and payments.',
  },
  make: { id: 'Webhook baru', en: 'New webhook' },
  url: { id: 'Alamat', en: 'Address' },
  types: { id: 'Kabar', en: 'Events' },
  active: { id: 'Aktif', en: 'Active' },
  off: { id: 'Dimatikan', en: 'Switched off' },
  state: { id: 'Keadaan', en: 'State' },
  by: { id: 'Oleh', en: 'By' },
  made: { id: 'Dibuat', en: 'Made' },
  deeds: { id: 'Tindakan', en: 'Actions' },
  edit: { id: 'Ubah', en: 'Change' },
  deliveries: { id: 'Yang dikirim', en: 'Deliveries' },
  deliveriesLead: { id: 'Yang terbaru dulu.', en: 'The newest first.' },
  noDeliveries: {
    id: 'Belum ada yang dikirim. Kabar pertama dikirim begitu sesuatu terjadi.',
    en: 'Nothing was sent yet. The first goes out as soon as something happens.',
  },
  sortedWhen: {
    id: 'Urut menurut waktu selalu bisa. Urut menurut yang lain: pilih paling lama 31 hari.',
    en: 'Always sorted by time. By anything else: choose 31 days at most.',
  },
  from: { id: 'Dari', en: 'From' },
  to: { id: 'Sampai', en: 'To' },
  at: { id: 'Kapan', en: 'When' },
  attempts: { id: 'Percobaan', en: 'Attempts' },
  answer: { id: 'Jawaban', en: 'Answer' },
  problem: { id: 'Masalah', en: 'Problem' },
  again: { id: 'Kirim lagi', en: 'Send again' },
  againAll: { id: 'Kirim lagi satu masa', en: 'Send a time again' },
} as const satisfies Record<string, Said>
