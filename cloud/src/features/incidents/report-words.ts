import type { Language } from '../../web/language.ts'
import type { Fault } from './opening.ts'

interface ReportWords {
  readonly title: string
  readonly lead: string
  readonly danger: string
  readonly what: string
  readonly faults: Readonly<Record<Fault, string>>
  readonly socket: string
  readonly anySocket: string
  readonly words: string
  readonly phone: string
  readonly phoneHint: string
  readonly send: string
  readonly chooseFault: string
  readonly thanks: string
  readonly thanksText: string
  readonly tellYou: string
  readonly known: string
  readonly back: string
}

export const reportWords: Readonly<Record<Language, ReportWords>> = {
  id: {
    title: 'Laporkan gangguan',
    lead: 'Beri tahu kami apa yang tidak beres. Tidak perlu akun.',
    danger:
      'Ada percikan api, asap, atau kabel terbuka? Jangan sentuh, menjauhlah, lalu hubungi 113 atau 112.',
    what: 'Apa yang terjadi?',
    faults: {
      noPower: 'Soket tidak mengeluarkan listrik',
      cable: 'Kabel atau soket rusak',
      dark: 'Layar mati',
      payment: 'Pembayaran bermasalah',
      damaged: 'Pos rusak atau terbuka',
      blocked: 'Tempatnya terhalang',
      other: 'Lainnya',
    },
    socket: 'Soket',
    anySocket: 'Seluruh pos',
    words: 'Ceritakan singkat (boleh kosong)',
    phone: 'Nomor WhatsApp (boleh kosong)',
    phoneHint: 'Hanya untuk memberi tahu Anda bila sudah diperbaiki, lalu kami hapus.',
    send: 'Kirim laporan',
    chooseFault: 'Pilih apa yang terjadi.',
    thanks: 'Terima kasih, laporan Anda sudah kami terima',
    thanksText: 'Teknisi kami sudah diberi tahu.',
    tellYou: 'Kami kabari lewat WhatsApp bila sudah diperbaiki.',
    known:
      'Gangguan di sini sudah sering dilaporkan hari ini dan sedang kami tangani. Ada hal lain? Kirim lagi dua menit lagi.',
    back: 'Kembali ke pos',
  },
  en: {
    title: 'Report a fault',
    lead: 'Tell us what is wrong. No account is needed.',
    danger: 'Sparks, smoke or a bare wire? Do not touch it, step away, and call 113 or 112.',
    what: 'What has happened?',
    faults: {
      noPower: 'A socket gives no power',
      cable: 'A cable or socket is broken',
      dark: 'The display is dark',
      payment: 'Something is wrong with paying',
      damaged: 'The charger is damaged or open',
      blocked: 'The place is blocked',
      other: 'Something else',
    },
    socket: 'Socket',
    anySocket: 'The whole charger',
    words: 'In a few words (may be empty)',
    phone: 'WhatsApp number (may be empty)',
    phoneHint: 'Only to tell you when it is repaired; then we delete it.',
    send: 'Send',
    chooseFault: 'Choose what has happened.',
    thanks: 'Thank you, we have your report',
    thanksText: 'Our technicians have been told.',
    tellYou: 'We will tell you by WhatsApp when it is repaired.',
    known:
      'This was reported often today, and we are looking after it. Is it something else? Send it again in two minutes.',
    back: 'Back to the charger',
  },
}
