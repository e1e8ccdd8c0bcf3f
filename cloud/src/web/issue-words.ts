import type { z } from 'zod'
import { phoneNumberProblems } from '../features/messages/phone-number.ts'
import type { Language } from './language.ts'

type Said = Readonly<Record<Language, string>>

/**
 * All that is wrong with a short form, above it. `names` has what the form calls its fields, by the last part of where each
 * stands.
 */
export function sayIssues(
  { issues }: Pick<z.ZodError, 'issues'>,
  language: Language,
  names: Readonly<Record<string, string>> = {},
): string {
  const lines = issues.map((issue) => {
    const name = names[String(issue.path.at(-1))]
    const said = sayIssue(issue, language)
    return name === undefined ? said : `${name}: ${said}`
  })
  return [...new Set(lines)].join(' ')
}

/** One thing that is wrong with what was typed, as it stands beside its field. */
export function sayIssue(issue: z.core.$ZodIssue, language: Language): string {
  const say = (said: Said) => said[language]
  switch (issue.code) {
    case 'invalid_type':
      if (issue.input === undefined) return say(needed)
      return say(issue.expected === 'number' || issue.expected === 'int' ? noNumber : notSo)
    case 'too_small':
      if (issue.origin === 'string' && Number(issue.minimum) > 1 && issue.input !== '')
        return say({ id: `Paling sedikit ${issue.minimum} huruf.`, en: `At least ${issue.minimum} letters.` })
      if (issue.origin === 'string' || issue.origin === 'array') return say(needed)
      return say({ id: `Paling sedikit ${issue.minimum}.`, en: `At least ${issue.minimum}.` })
    case 'too_big':
      if (issue.origin === 'string')
        return say({ id: `Paling panjang ${issue.maximum} huruf.`, en: `At most ${issue.maximum} letters.` })
      return say({ id: `Paling banyak ${issue.maximum}.`, en: `At most ${issue.maximum}.` })
    case 'invalid_value':
      return say({ id: 'Pilih salah satu.', en: 'Choose one of them.' })
    case 'invalid_format':
      return formats[issue.format]?.[language] ?? sayMessage(issue.message, language)
    case 'custom':
      return sayMessage(issue.message, language)
    default:
      return say(notSo)
  }
}

/** What the API says of a field, in the reader's words; in general ones where it says what only programs read. */
export function sayMessage(message: string, language: Language): string {
  return known[message]?.[language] ?? (language === 'en' ? message : notSo[language])
}

const needed: Said = { id: 'Isi dulu.', en: 'Fill this in.' }
const noNumber: Said = { id: 'Tulis angka bulat, misalnya 12500.', en: 'A whole number, such as 12500.' }
const notSo: Said = { id: 'Periksa isian ini.', en: 'Check what is written here.' }

const formats: Readonly<Record<string, Said>> = {
  date: { id: 'Tanggal, misalnya 2026-11-23.', en: 'A day, such as 2026-11-23.' },
  datetime: { id: 'Tanggal dan jam.', en: 'A day and a time.' },
  email: { id: 'Alamat surel, misalnya nama@contoh.id.', en: 'An e-mail address, such as name@example.org.' },
  url: { id: 'Alamat lengkap, dimulai https://', en: 'A whole address, beginning with https://' },
}

const phoneNumbers = Object.values(phoneNumberProblems).map((said) => [said.en, said] as const)

/** What the API says of a field, or of a whole form, in the reader's words. */
const known: Readonly<Record<string, Said>> = {
  ...Object.fromEntries(phoneNumbers),
  'This is no e-mail address.': { id: 'Ini bukan alamat surel.', en: 'This is no e-mail address.' },
  'A Telegram chat is named by its id, digits only.': {
    id: 'Obrolan Telegram ditulis dengan nomornya, angka saja.',
    en: 'A Telegram chat is named by its id, digits only.',
  },
  'the site or its chargers, not both': {
    id: 'Isi lokasinya atau pos-posnya, jangan keduanya.',
    en: 'Fill in the site or the chargers, not both.',
  },
  'is at most maxPowerW': {
    id: 'Paling banyak sebesar daya terbesarnya.',
    en: 'At most as much as its most power.',
  },
  'HH:MM': { id: 'Jam dan menit, misalnya 21:30.', en: 'Hours and minutes, such as 21:30.' },
  'MM-DD': { id: 'Bulan dan hari, misalnya 08-17.', en: 'Month and day, such as 08-17.' },
  'YYYY-MM': { id: 'Bulan, misalnya 2026-11.', en: 'A month, such as 2026-11.' },
  'a time as 22:00': { id: 'Jam, misalnya 22:00.', en: 'A time, such as 22:00.' },
  'one line': { id: 'Satu baris saja.', en: 'One line only.' },
  'one line of text': { id: 'Satu baris saja.', en: 'One line only.' },
  'letters, digits and spaces, 2 to 12 of them': {
    id: '2 sampai 12 huruf, angka, dan spasi.',
    en: '2 to 12 letters, digits and spaces.',
  },
  '6 to 20 digits': { id: '6 sampai 20 angka.', en: '6 to 20 digits.' },
  'is no JSON': { id: 'Ini bukan JSON.', en: 'This is no JSON.' },
  '1 to 48 letters, digits or * - _ = : + | @ .': {
    id: '1 sampai 48 huruf, angka, atau * - _ = : + | @ . tanpa spasi.',
    en: '1 to 48 letters, digits or * - _ = : + | @ . and no spaces.',
  },
  '1 to 100 letters, digits or . _ -': {
    id: '1 sampai 100 huruf, angka, atau . _ -',
    en: '1 to 100 letters, digits or . _ -',
  },
  'signature and signingCertificate go together': {
    id: 'Tanda tangan dan sertifikatnya diisi bersama.',
    en: 'The signature and its certificate go together.',
  },
  'each step comes later than the one before': {
    id: 'Tiap langkah lebih lambat daripada yang sebelumnya.',
    en: 'Each step comes later than the one before.',
  },
  'must not be before issuedOn': { id: 'Tidak sebelum tanggal terbit.', en: 'Not before the day of issue.' },
  'is within minutes': { id: 'Paling banyak selama waktunya.', en: 'At most as long as it takes.' },
  'names the charger of a meterSeal, and stands with nothing else': {
    id: 'Pilih pos hanya untuk tera meter.',
    en: 'Choose a charger for the seal of a meter, and for nothing else.',
  },
  'an IANA time zone, such as Asia/Makassar': {
    id: 'Zona waktu, misalnya Asia/Makassar.',
    en: 'A time zone, such as Asia/Makassar.',
  },
  'a day of the years 2000 to 2099': {
    id: 'Tanggal dari tahun 2000 sampai 2099.',
    en: 'A day of the years 2000 to 2099.',
  },
  'lower-case letters and digits, joined by hyphens': {
    id: 'Huruf kecil dan angka, dengan tanda hubung.',
    en: 'Lower-case letters and digits, joined by hyphens.',
  },
  'must be after validFrom': {
    id: 'Harus sesudah mulai berlaku.',
    en: 'After the time from which it holds.',
  },
  'must not be before fromMonth': {
    id: 'Tidak boleh sebelum bulan mulai.',
    en: 'Not before the first month.',
  },
  'is after startsOn': { id: 'Harus sesudah hari pertama.', en: 'After the first day.' },
  'a turn is at least as long as minOnS': {
    id: 'Paling sedikit selama waktu nyala terpendek.',
    en: 'At least as long as the shortest time on.',
  },
  'the longest wait is at least a turn': {
    id: 'Paling sedikit selama satu giliran.',
    en: 'At least as long as a turn.',
  },
  'Say an e-mail or a phone number.': {
    id: 'Isi surel atau nomor telepon.',
    en: 'Say an e-mail or a phone number.',
  },
  'not an IANA time zone, such as Asia/Makassar': {
    id: 'Zona waktu, misalnya Asia/Makassar.',
    en: 'A time zone, such as Asia/Makassar.',
  },
  'one limit for each period and unit': {
    id: 'Satu batas untuk tiap masa dan satuan.',
    en: 'One limit for each period and unit.',
  },
}
