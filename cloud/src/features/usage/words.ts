import type { Language } from '../../web/language.ts'

const id = {
  title: 'Pemakaian',
  lead: 'Energi dan pendapatan di lokasi Anda',
  month: 'Bulan',
  site: 'Lokasi',
  everySite: 'Semua lokasi',
  show: 'Tampilkan',
  takings: 'Pendapatan kotor',
  takingsByDay: 'Pendapatan tiap hari',
  energy: 'Energi',
  energyByDay: 'Energi tiap hari',
  sessions: 'Pengisian',
  sessionsByHour: 'Pengisian menurut jam mulai',
  day: 'Hari',
  hour: 'Jam',
  sites: 'Lokasi',
  none: 'Belum ada pengisian yang ditagih pada bulan ini.',
  csv: 'Unduh CSV',
  csvHead: ['hari', 'pengisian', 'energi_wh', 'rupiah'],
}

const en: typeof id = {
  title: 'Usage',
  lead: 'Energy and takings at your sites',
  month: 'Month',
  site: 'Site',
  everySite: 'Every site',
  show: 'Show',
  takings: 'Gross takings',
  takingsByDay: 'Takings by day',
  energy: 'Energy',
  energyByDay: 'Energy by day',
  sessions: 'Sessions',
  sessionsByHour: 'Sessions by the hour in which they began',
  day: 'Day',
  hour: 'Hour',
  sites: 'Sites',
  none: 'Nothing was billed in this month yet.',
  csv: 'Download CSV',
  csvHead: ['day', 'sessions', 'energy_wh', 'rupiah'],
}

export const usageWords: Readonly<Record<Language, typeof id>> = { id, en }
