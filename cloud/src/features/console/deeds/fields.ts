import type { Said } from '../said.ts'

/** One thing that a form asks for. Its name is where it stands in the body of the API, joined by dots. */
export type Field = {
  readonly name: string
  readonly label: Said
  /** What is to be known before it is filled in. */
  readonly hint?: Said
  /** What the API asks for without fail; anything else may stay empty. */
  readonly required?: true
  /** Stands behind it: `kWh`, `menit`. */
  readonly unit?: string | Said
  /** Fields that stand together and are seldom needed: they are folded away until one is filled in. */
  readonly group?: Said
} & FieldKind

type FieldKind =
  /** A line; `note` may be several. */
  | { readonly kind: 'line' | 'note' }
  | { readonly kind: 'whole'; readonly least?: number; readonly most?: number }
  /** Any number, with the comma or the point. */
  | { readonly kind: 'number' }
  /** A percentage, which the API knows in basis points. */
  | { readonly kind: 'percent' }
  /** Rupiah with up to two decimals, which the API knows in hundredths. */
  | { readonly kind: 'sen' }
  | { readonly kind: 'choice' | 'choices'; readonly options: readonly Option[] }
  /** A box that is ticked or not. */
  | { readonly kind: 'yes' }
  /** Lines of a text, one thing in each. */
  | { readonly kind: 'lines' }
  /** Whole numbers, with spaces or commas between them. */
  | { readonly kind: 'wholes' }
  | { readonly kind: 'day' | 'month' | 'time' }
  /** A day and a time, by the clocks of Jakarta. */
  | { readonly kind: 'moment' }

export interface Option {
  readonly value: string
  readonly label: Said
}

/** What was typed, field by field, as it was typed. */
export type Typed = Readonly<Record<string, readonly string[]>>

export const typedText = (typed: Typed, name: string): string => typed[name]?.at(-1) ?? ''

/** The body that the API is asked with. What was left empty is left out; what is no number goes on as it was typed. */
export function bodyOf(fields: readonly Field[], typed: Typed): Record<string, unknown> {
  const body: Record<string, unknown> = {}
  for (const field of fields) {
    const value = typedValue(field, typed)
    if (value !== undefined) put(body, field.name.split('.'), value)
  }
  return body
}

/** What stands in a form at first: the values of a body, as people type them. */
export function typedOf(fields: readonly Field[], body: object): Typed {
  const typed: Record<string, readonly string[]> = {}
  for (const field of fields) {
    const value = field.name.split('.').reduce<unknown>(within, body)
    if (value !== undefined && value !== null) typed[field.name] = textsOf(field, value)
  }
  return typed
}

/** Jakarta's clocks, which never change: what operators of a country of three zones agree on. */
const jakarta = { offset: '+07:00', offsetMs: 7 * 3_600_000 }

function typedValue(field: Field, typed: Typed): unknown {
  const text = typedText(typed, field.name).trim()
  switch (field.kind) {
    case 'yes':
      return text !== ''
    case 'choices':
      return (typed[field.name] ?? []).filter((one) => one !== '')
    case 'lines':
      return text === '' ? undefined : text.split(/\s*[\n,]\s*/).filter((line) => line !== '')
    case 'wholes':
      return text === '' ? undefined : text.split(/[\s,]+/).map(wholeOf)
    case 'whole':
      return text === '' ? undefined : wholeOf(text)
    case 'number':
      return text === '' ? undefined : numberOf(text)
    case 'percent': {
      const percent = text === '' ? undefined : numberOf(text)
      return typeof percent === 'number' ? Math.round(percent * 100) : percent
    }
    case 'sen':
      return text === '' ? undefined : senOf(text)
    case 'moment':
      return text === '' ? undefined : instantOf(text)
    case 'line':
    case 'note':
    case 'choice':
    case 'day':
    case 'month':
    case 'time':
      return text === '' ? undefined : text
  }
}

/** `12.500` and `12,500` are twelve thousand five hundred, as they are shown. */
function wholeOf(text: string): number | string {
  const plain = /^-?\d{1,3}([.,\s]\d{3})+$/.test(text) ? text.replaceAll(/[.,\s]/g, '') : text
  return /^-?\d{1,15}$/.test(plain) ? Number(plain) : text
}

function numberOf(text: string): number | string {
  const plain = text.replace(',', '.')
  return /^-?\d{1,9}(\.\d{1,9})?$/.test(plain) ? Number(plain) : text
}

/** `1.644,52`: three digits behind a point or a comma are thousands, one or two are a part of a rupiah. */
function senOf(text: string): number | string {
  const [, rupiah, part = ''] = /^(\d{1,9}|\d{1,3}(?:[.,\s]\d{3}){1,2})(?:[.,](\d{1,2}))?$/.exec(text) ?? []
  if (rupiah === undefined) return text
  return Number(rupiah.replaceAll(/[.,\s]/g, '')) * 100 + Number(part.padEnd(2, '0'))
}

/** `2026-11-23T10:00` as browsers send it. */
const instantOf = (text: string): string =>
  /^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(text) ? `${text}:00.000${jakarta.offset}` : text

function textsOf(field: Field, value: unknown): readonly string[] {
  if (field.kind === 'yes') return value === true ? ['yes'] : []
  if (field.kind === 'lines' && Array.isArray(value)) return [value.join('\n')]
  if (field.kind === 'wholes' && Array.isArray(value)) return [value.join(' ')]
  if (Array.isArray(value)) return value.map(String)
  if (field.kind === 'percent' || field.kind === 'sen') return [String(Number(value) / 100)]
  if (field.kind === 'moment') {
    const shifted = new Date(Date.parse(String(value)) + jakarta.offsetMs)
    return [shifted.toISOString().slice(0, 16)]
  }
  return [String(value)]
}

const within = (value: unknown, part: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[part] : undefined

/** `rates.0.fromTime`: a part that is a number is a place in a list. */
function put(body: Record<string, unknown>, [part = '', ...rest]: readonly string[], value: unknown): void {
  const [next] = rest
  if (next === undefined) {
    body[part] = value
    return
  }
  body[part] ??= /^\d+$/.test(next) ? [] : {}
  put(body[part] as Record<string, unknown>, rest, value)
}
