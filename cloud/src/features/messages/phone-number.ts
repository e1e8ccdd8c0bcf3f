/** A number as the whole world dials it, `+6281234567890` (ITU-T E.164). */
type PhoneNumber = string & { readonly __id: 'PhoneNumber' }

export type PhoneNumberProblem = 'empty' | 'notDigits' | 'tooShort' | 'tooLong' | 'noMobile'

export type ParsedPhoneNumber =
  | { readonly kind: 'phoneNumber'; readonly number: PhoneNumber }
  | { readonly kind: 'invalid'; readonly problem: PhoneNumberProblem }

/** What to tell whoever typed it. */
export const phoneNumberProblems: Readonly<
  Record<PhoneNumberProblem, { readonly id: string; readonly en: string }>
> = {
  empty: { id: 'Nomor ponsel belum diisi.', en: 'The mobile number is missing.' },
  notDigits: {
    id: 'Nomor ponsel hanya berisi angka, misalnya 0812 3456 7890.',
    en: 'A mobile number has digits only, such as 0812 3456 7890.',
  },
  tooShort: {
    id: 'Nomor ponsel ini kurang panjang. Periksa lagi angkanya.',
    en: 'This mobile number is too short. Check its digits.',
  },
  tooLong: {
    id: 'Nomor ponsel ini terlalu panjang. Periksa lagi angkanya.',
    en: 'This mobile number is too long. Check its digits.',
  },
  noMobile: {
    id: 'Ini bukan nomor ponsel. Nomor ponsel dimulai dengan 08 atau +628.',
    en: 'This is not a mobile number: those begin with 08 or +628.',
  },
}

/** Longer than anything that people type with spaces, brackets and dashes. */
const longestInput = 40

/**
 * A phone number as people write it: `0812-3456-7890`, `812 3456 7890`, `62812…`, `+62 (0)812 …`, `+65 8123 4567`. A
 * number without a country is Indonesian, and an Indonesian one must be a mobile number: 8 and 8 to 11 more digits.
 */
export function parsePhoneNumber(text: string): ParsedPhoneNumber {
  const bare = text.slice(0, longestInput + 1).replace(/[\s().\-\u00a0\u2010-\u2015]/g, '')
  if (bare === '') return { kind: 'invalid', problem: 'empty' }
  if (bare.length > longestInput) return { kind: 'invalid', problem: 'tooLong' }
  if (!/^\+?\d+$/.test(bare)) return { kind: 'invalid', problem: 'notDigits' }
  const international = withCountry(bare)
  const national = /^62(\d*)$/.exec(international)?.[1]
  if (national !== undefined) return indonesianMobile(national.replace(/^0/, ''))
  if (international.startsWith('0')) return { kind: 'invalid', problem: 'noMobile' }
  if (international.length < 8) return { kind: 'invalid', problem: 'tooShort' }
  if (international.length > 15) return { kind: 'invalid', problem: 'tooLong' }
  return found(international)
}

/** Country code and number, digits only. */
function withCountry(bare: string): string {
  if (bare.startsWith('+')) return bare.slice(1)
  if (bare.startsWith('00')) return bare.slice(2)
  return bare.startsWith('62') ? bare : `62${bare.replace(/^0/, '')}`
}

function indonesianMobile(national: string): ParsedPhoneNumber {
  if (!national.startsWith('8'))
    return { kind: 'invalid', problem: national === '' ? 'tooShort' : 'noMobile' }
  if (national.length < 9) return { kind: 'invalid', problem: 'tooShort' }
  if (national.length > 12) return { kind: 'invalid', problem: 'tooLong' }
  return found(`62${national}`)
}

function found(digits: string): ParsedPhoneNumber {
  return { kind: 'phoneNumber', number: `+${digits}` as PhoneNumber }
}
