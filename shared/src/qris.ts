import { type Idr, idr } from './money.ts'

/**
 * QRIS, Indonesia's QR for payments: EMVCo's merchant-presented format. Each field is `id(2) length(2) value`; some
 * values are fields again; the last one, 63, is a CRC-16 over all before it and its own `6304`.
 */
export interface Qris {
  /** Made for one bill: it can be paid once. A static one is the merchant's for ever. */
  readonly isDynamic: boolean
  /** Undefined where the payer types it, as on a static QR. */
  readonly amountIdr: Idr | undefined
  readonly merchantName: string
  readonly city: string
  readonly postalCode: string
  /** ISO 18245. */
  readonly categoryCode: string
  /** Whose QR it is: fields 26 to 45, in order. */
  readonly acquirers: readonly QrisMerchant[]
  /** The merchant in the national register (field 51). */
  readonly national: QrisMerchant | undefined
  readonly billNumber: string | undefined
  readonly reference: string | undefined
  readonly terminal: string | undefined
}

interface QrisMerchant {
  /** `ID.CO.ASTRAPAY.WWW` */
  readonly guid: string
  /** 18 digits that begin with 9360 and the acquirer's number, without the check digit of a card number. */
  readonly merchantPan: string | undefined
  readonly merchantId: string | undefined
  /** Size of the merchant: UMI, UKE, UME, UBE, URE, PSO or BLU. */
  readonly criteria: string | undefined
}

export type QrisReading =
  | { readonly kind: 'qris'; readonly qris: Qris }
  | { readonly kind: 'invalid'; readonly problem: string }

/** Longer ones are no QRIS, and their QR would not be read from a screen outdoors. */
const longestContent = 512

/** Reads and checks the text of a QR. Never throws; `problem` is a sentence for a log. */
export function readQris(content: string): QrisReading {
  try {
    return { kind: 'qris', qris: interpret(content) }
  } catch (error) {
    if (error instanceof QrisProblem) return { kind: 'invalid', problem: error.message }
    throw error
  }
}

/** A field is its value, or the fields that it holds. */
export type QrisFields = readonly (readonly [id: string, value: string | QrisFields])[]

/**
 * Puts fields together and closes them with the CRC. Throws a RangeError for a value that is empty or longer than 99.
 *
 * @example writeQris([['00', '01'], ['01', '12'], ['26', [['00', 'ID.CO.DOKU.WWW'], …]], …, ['61', '10110']])
 */
export function writeQris(fields: QrisFields): string {
  const open = `${join(fields)}6304`
  return `${open}${crc16(open)}`
}

function join(fields: QrisFields): string {
  return fields
    .map(([id, value]) => {
      const text = typeof value === 'string' ? value : join(value)
      if (text.length < 1 || text.length > 99)
        throw new RangeError(`QRIS field ${id} has ${text.length} characters; it holds 1 to 99`)
      return `${id}${String(text.length).padStart(2, '0')}${text}`
    })
    .join('')
}

/** CRC-16/CCITT-FALSE in four upper-case hexadecimal digits: polynomial 1021, first FFFF; "123456789" gives 29B1. */
export function crc16(text: string): string {
  let crc = 0xffff
  for (const byte of new TextEncoder().encode(text)) {
    crc ^= byte << 8
    for (let bit = 0; bit < 8; bit++) crc = ((crc << 1) ^ (crc & 0x8000 ? 0x1021 : 0)) & 0xffff
  }
  return crc.toString(16).toUpperCase().padStart(4, '0')
}

class QrisProblem extends Error {}

function interpret(content: string): Qris {
  if (content.length > longestContent)
    throw new QrisProblem(`it has ${content.length} characters; a QRIS has at most ${longestContent}`)
  const fields = split(content, 'the QRIS')
  const ids = [...fields.keys()]
  if (ids[0] !== '00' || fields.get('00') !== '01') throw new QrisProblem('it does not begin with 000201')
  if (ids.at(-1) !== '63') throw new QrisProblem('its last field is not the checksum 63')
  const expected = crc16(content.slice(0, -4))
  if (fields.get('63') !== expected)
    throw new QrisProblem(`its checksum is ${fields.get('63')} and should be ${expected}`)

  const isDynamic = initiation(fields.get('01'))
  const national = merchant(fields.get('51'), '51')
  const acquirers = ids
    .filter((id) => id >= '26' && id <= '45')
    .map((id) => merchant(fields.get(id), id))
    .filter((found) => found !== undefined)
  if (acquirers.length === 0 && national === undefined)
    throw new QrisProblem('it names no merchant in 26 to 45, nor in 51')
  if (!isDynamic && national === undefined)
    throw new QrisProblem('a static QRIS names its merchant in field 51')
  if (fields.get('53') !== '360') throw new QrisProblem('its currency (53) is not 360, the rupiah')
  if (fields.get('58') !== 'ID') throw new QrisProblem('its country (58) is not ID')
  const more = fields.get('62')
  const data = more === undefined ? new Map<string, string>() : split(more, 'field 62')
  return {
    isDynamic,
    amountIdr: amount(fields.get('54')),
    merchantName: needed(fields, '59', /^.{1,25}$/, 'the merchant’s name'),
    city: needed(fields, '60', /^.{1,15}$/, 'the city'),
    postalCode: needed(fields, '61', /^.{1,10}$/, 'the postal code'),
    categoryCode: needed(fields, '52', /^\d{4}$/, 'the category'),
    acquirers,
    national,
    billNumber: data.get('01'),
    reference: data.get('05'),
    terminal: data.get('07'),
  }
}

/** id(2) length(2) value, again and again, each id once. */
function split(text: string, where: string): ReadonlyMap<string, string> {
  const fields = new Map<string, string>()
  for (let at = 0; at < text.length; ) {
    const id = text.slice(at, at + 2)
    const length = text.slice(at + 2, at + 4)
    if (!/^\d\d$/.test(id) || !/^\d\d$/.test(length))
      throw new QrisProblem(`${where} has no field at character ${at}`)
    const value = text.slice(at + 4, at + 4 + Number(length))
    if (value.length !== Number(length) || value.length === 0)
      throw new QrisProblem(`${where} ends inside field ${id}`)
    if (fields.has(id)) throw new QrisProblem(`${where} has field ${id} twice`)
    fields.set(id, value)
    at += 4 + value.length
  }
  return fields
}

function initiation(method: string | undefined): boolean {
  if (method === '12') return true
  if (method === undefined || method === '11') return false
  throw new QrisProblem(`its kind (01) is ${method}; it is 11 or 12`)
}

function merchant(value: string | undefined, id: string): QrisMerchant | undefined {
  if (value === undefined) return undefined
  const fields = split(value, `field ${id}`)
  const guid = fields.get('00')
  if (guid === undefined) throw new QrisProblem(`field ${id} does not say whose it is (00)`)
  const isNational = id === '51'
  return {
    guid,
    merchantPan: isNational ? undefined : fields.get('01'),
    merchantId: fields.get('02'),
    criteria: fields.get('03'),
  }
}

/** At most 13 characters, a point before decimals; there are no fractions of a rupiah to be paid. */
function amount(text: string | undefined): Idr | undefined {
  if (text === undefined) return undefined
  const digits = text.length <= 13 ? /^(\d+)(?:\.0{1,2})?$/.exec(text)?.[1] : undefined
  if (digits === undefined) throw new QrisProblem(`its amount (54) ${text} is no whole number of rupiah`)
  return idr(Number(digits))
}

function needed(fields: ReadonlyMap<string, string>, id: string, shape: RegExp, name: string): string {
  const value = fields.get(id)
  if (value === undefined) throw new QrisProblem(`${name} (${id}) is missing`)
  if (!shape.test(value)) throw new QrisProblem(`${name} (${id}) is ${value}, which does not fit its field`)
  return value
}
