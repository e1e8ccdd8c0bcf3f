import type { Language } from '../../web/language.ts'

interface StatusWords {
  readonly title: (operator: string) => string
  readonly at: (time: string) => string
  readonly allWell: string
  readonly troubled: (sites: number, all: number) => string
  readonly overall: (percent: string) => string
  readonly none: string
  readonly sockets: (working: number, all: number) => string
  readonly beingRepaired: string
  readonly lastDays: (percent: string) => string
}

export const statusWords: Readonly<Record<Language, StatusWords>> = {
  id: {
    title: (operator) => `Keadaan jaringan ${operator}`,
    at: (time) => `Pukul ${time}`,
    allWell: 'Semua soket bekerja.',
    troubled: (sites, all) => `Ada gangguan di ${sites} dari ${all} lokasi.`,
    overall: (percent) => `Dalam 30 hari terakhir soket bisa dipakai ${percent} dari waktu.`,
    none: 'Belum ada pos yang pernah tersambung.',
    sockets: (working, all) => `${working} dari ${all} soket`,
    beingRepaired: 'Sedang kami tangani.',
    lastDays: (percent) => `30 hari: ${percent}`,
  },
  en: {
    title: (operator) => `Status of the ${operator} network`,
    at: (time) => `At ${time}`,
    allWell: 'All sockets work.',
    troubled: (sites, all) => `There is trouble at ${sites} of ${all} sites.`,
    overall: (percent) => `In the last 30 days sockets could be used for ${percent} of the time.`,
    none: 'No charger has ever been connected.',
    sockets: (working, all) => `${working} of ${all} sockets`,
    beingRepaired: 'We are looking after it.',
    lastDays: (percent) => `30 days: ${percent}`,
  },
}

/** `99,87 %`, never rounded up. */
export function percentText(basisPoints: number, language: Language): string {
  const format = new Intl.NumberFormat(language, { minimumFractionDigits: 2, maximumFractionDigits: 2 })
  return `${format.format(basisPoints / 100)} %`
}
