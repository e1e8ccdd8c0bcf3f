import type { Language } from '../../web/language.ts'

interface ReportWords {
  readonly title: string
  readonly lead: string
  readonly schedules: string
  readonly none: string
  readonly noSchedules: string
  readonly name: string
  readonly period: string
  readonly every: string
  readonly everyNames: Readonly<Record<'day' | 'week' | 'month', string>>
  readonly organisation: string
  readonly network: string
  readonly recipients: string
  readonly state: string
  readonly running: string
  readonly ended: string
  readonly end: string
  readonly add: string
  readonly channel: string
  readonly address: string
  readonly language: string
  readonly save: string
  readonly files: string
  readonly sessions: string
  readonly energy: string
  readonly takings: string
  readonly availability: string
  readonly unknown: string
  readonly incidents: string
  readonly incidentsText: (opened: number, closed: number, open: number) => string
  readonly partners: string
  readonly day: string
  readonly site: string
  readonly energyByDay: string
  readonly takingsByDay: string
  readonly bySite: string
  readonly amount: string
  readonly sum: string
  readonly over: string
  readonly overText: string
}

export const reportWords: Readonly<Record<Language, ReportWords>> = {
  id: {
    title: 'Laporan',
    lead: 'Harian, mingguan dan bulanan, dikirim sendiri sebagai PDF dan CSV.',
    schedules: 'Jadwal',
    none: 'Belum ada laporan. Laporan pertama ditulis setelah masa pertamanya lewat.',
    noSchedules: 'Belum ada jadwal. Buat yang pertama di bawah.',
    name: 'Nama',
    period: 'Masa',
    every: 'Setiap',
    everyNames: { day: 'Hari', week: 'Minggu', month: 'Bulan' },
    organisation: 'Untuk',
    network: 'Seluruh jaringan',
    recipients: 'Penerima',
    state: 'Keadaan',
    running: 'Berjalan',
    ended: 'Berhenti',
    end: 'Hentikan',
    add: 'Buat jadwal',
    channel: 'Lewat',
    address: 'Alamat (surel, nomor WhatsApp, atau id Telegram)',
    language: 'Bahasa',
    save: 'Simpan',
    files: 'Berkas',
    sessions: 'Sesi',
    energy: 'Energi',
    takings: 'Pendapatan',
    availability: 'Ketersediaan',
    unknown: 'belum diukur',
    incidents: 'Insiden',
    incidentsText: (opened, closed, open) => `${opened} baru, ${closed} selesai, ${open} terbuka`,
    partners: 'Bagian mitra',
    day: 'Hari',
    site: 'Lokasi',
    energyByDay: 'Energi tiap hari, kWh',
    takingsByDay: 'Pendapatan tiap hari, ribu rupiah',
    bySite: 'Tiap lokasi',
    amount: 'Jumlah',
    sum: 'Jumlah',
    over: 'Laporan tidak bisa dibuka',
    overText: 'Tautan ini salah atau sudah lewat 90 hari. Masuk ke Colok untuk membaca laporan lama.',
  },
  en: {
    title: 'Reports',
    lead: 'By day, week and month, sent by themselves as PDF and CSV.',
    schedules: 'Schedules',
    none: 'There is no report yet. The first is written when its first period is over.',
    noSchedules: 'There is no schedule yet. Make the first one below.',
    name: 'Name',
    period: 'Period',
    every: 'Every',
    everyNames: { day: 'Day', week: 'Week', month: 'Month' },
    organisation: 'For',
    network: 'The whole network',
    recipients: 'Recipients',
    state: 'State',
    running: 'Running',
    ended: 'Ended',
    end: 'End',
    add: 'Make a schedule',
    channel: 'By',
    address: 'Address (e-mail, WhatsApp number, or Telegram id)',
    language: 'Language',
    save: 'Save',
    files: 'Files',
    sessions: 'Sessions',
    energy: 'Energy',
    takings: 'Takings',
    availability: 'Availability',
    unknown: 'not measured yet',
    incidents: 'Incidents',
    incidentsText: (opened, closed, open) => `${opened} new, ${closed} closed, ${open} open`,
    partners: 'Partners’ shares',
    day: 'Day',
    site: 'Site',
    energyByDay: 'Energy by day, kWh',
    takingsByDay: 'Takings by day, thousand rupiah',
    bySite: 'By site',
    amount: 'Amount',
    sum: 'Sum',
    over: 'The report cannot be opened',
    overText: 'This link is wrong, or older than 90 days. Sign in to Colok to read old reports.',
  },
}
