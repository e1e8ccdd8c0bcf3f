import type { z } from 'zod'
import type { Language } from '../../../web/language.ts'
import type { Said } from '../said.ts'

/** What is wrong with what was typed: by the name of the field, and what is about none of them. */
export interface Wrong {
  readonly byField: ReadonlyMap<string, string>
  readonly beside: readonly string[]
}

type Issue = z.core.$ZodIssue

/** The issues of a schema as they are said beside their fields. */
export function wrongOf(issues: readonly Issue[], fields: ReadonlySet<string>, language: Language): Wrong {
  const byField = new Map<string, string>()
  const beside: string[] = []
  for (const issue of issues.flatMap(innermost)) {
    const path = issue.path.map(String)
    const said = sayWrong(issue, language)
    const field = fieldAt(path, fields)
    if (field === undefined) beside.push(path.length === 0 ? said : `${path.join('.')}: ${said}`)
    else if (!byField.has(field)) byField.set(field, said)
  }
  return { byField, beside }
}

/** The issues within the one of several shapes that comes nearest. */
function innermost(issue: Issue): Issue[] {
  if (issue.code !== 'invalid_union' || issue.errors.length === 0) return [issue]
  const [nearest = []] = [...issue.errors].sort((one, other) => one.length - other.length)
  return nearest.flatMap((inner) => innermost({ ...inner, path: [...issue.path, ...inner.path] } as Issue))
}

/** The field at a path, or the one in which it lies: a line of a list is told beside the list. */
export function fieldAt(path: readonly string[], fields: ReadonlySet<string>): string | undefined {
  for (let length = path.length; length > 0; length -= 1) {
    const name = path.slice(0, length).join('.')
    if (fields.has(name)) return name
  }
  const within = `${path.join('.')}.`
  return path.length === 0 ? undefined : [...fields].find((name) => name.startsWith(within))
}

function sayWrong(issue: Issue, language: Language): string {
  const say = (said: Said) => said[language]
  switch (issue.code) {
    case 'invalid_type':
      if (issue.input === undefined) return say(needed)
      return say(issue.expected === 'number' || issue.expected === 'int' ? noNumber : notSo)
    case 'too_small':
      if (issue.origin === 'string' || issue.origin === 'array') return say(needed)
      return say({ id: `Paling sedikit ${issue.minimum}.`, en: `At least ${issue.minimum}.` })
    case 'too_big':
      if (issue.origin === 'string')
        return say({ id: `Paling panjang ${issue.maximum} huruf.`, en: `At most ${issue.maximum} letters.` })
      return say({ id: `Paling banyak ${issue.maximum}.`, en: `At most ${issue.maximum}.` })
    case 'invalid_value':
      return say({ id: 'Pilih salah satu.', en: 'Choose one of them.' })
    case 'invalid_format':
      return say(formats[issue.format] ?? { id: `Bentuknya: ${issue.message}`, en: `As: ${issue.message}` })
    case 'custom':
      return say(known[issue.message] ?? { id: issue.message, en: issue.message })
    default:
      return say(notSo)
  }
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

/** What the API says of a whole form, in the reader's words. */
const known: Readonly<Record<string, Said>> = {
  'must be after validFrom': {
    id: 'Harus sesudah mulai berlaku.',
    en: 'After the time from which it holds.',
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
