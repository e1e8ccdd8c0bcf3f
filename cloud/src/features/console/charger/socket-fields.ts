import type { ChargerInput } from '../../chargers/schemas.ts'
import type { Deed } from '../deeds/deed.ts'
import { type Field, type Typed, typedText } from '../deeds/fields.ts'
import type { Said } from '../said.ts'

/** How many sockets may be chosen. A charger of the API may have more. */
const socketNumbers = [1, 2, 3, 4, 5, 6, 7, 8]

/** How many sockets there are, and whether each is filled in by itself. */
export const socketCountFields: readonly Field[] = [
  {
    name: 'sockets',
    kind: 'choice',
    label: { id: 'Jumlah soket', en: 'Number of sockets' },
    options: socketNumbers.map(String).map((value) => ({ value, label: { id: value, en: value } })),
    required: true,
  },
  {
    name: 'differ',
    kind: 'yes',
    label: { id: 'Soketnya berbeda-beda', en: 'The sockets differ' },
    hint: {
      id: 'Bila ya, tiap soket bisa diisi sendiri sesudah tombol ditekan.',
      en: 'Then each can be filled in by itself once the button is pressed.',
    },
  },
]

/** The numbers of the sockets that were chosen; none for a choice that is not offered. */
export function chosenNumbers(typed: Typed): readonly number[] {
  const chosen = socketNumbers.find((number) => String(number) === typedText(typed, 'sockets')) ?? 0
  return socketNumbers.slice(0, chosen)
}

const differ = (typed: Typed): boolean => typedText(typed, 'differ') !== ''

type SocketField = Field & { readonly name: keyof ChargerInput['connectors'][number] }

/** What a socket has, by its names in the API. */
const fieldsOfAny: readonly SocketField[] = [
  {
    name: 'voltageV',
    kind: 'whole',
    unit: 'V',
    label: { id: 'Tegangan tiap soket', en: 'Voltage of each socket' },
    required: true,
  },
  {
    name: 'maxPowerW',
    kind: 'whole',
    unit: 'W',
    label: { id: 'Daya terbesar tiap soket', en: 'Most power of each socket' },
    required: true,
  },
  {
    name: 'leastPowerW',
    kind: 'whole',
    unit: 'W',
    label: { id: 'Bisa diturunkan sampai', en: 'Can be turned down to' },
    hint: {
      id: 'Kosong: soket hanya bisa nyala atau mati, seperti untuk motor.',
      en: 'Empty: the socket is only switched on and off, as motorcycles need it.',
    },
  },
  {
    name: 'sensesPlug',
    kind: 'yes',
    label: { id: 'Soket tahu bila ada colokan', en: 'A socket can tell that a plug is in it' },
    hint: {
      id: 'Bila ya, pengemudi membayar sesudah mencolok.',
      en: 'Then a driver pays only once it is.',
    },
  },
]

/** Beside others that differ, a socket may also go before them. */
const fieldsOfOne: readonly SocketField[] = [
  ...fieldsOfAny,
  {
    name: 'priority',
    kind: 'whole',
    label: { id: 'Urutan bila daya dibagi', en: 'Rank where power is shared' },
    hint: { id: '0 sampai 100; yang lebih besar didahulukan.', en: '0 to 100; the larger goes first.' },
  },
]

const labelsOfOne: Readonly<Partial<Record<SocketField['name'], Said>>> = {
  voltageV: { id: 'Tegangan', en: 'Voltage' },
  maxPowerW: { id: 'Daya terbesar', en: 'Most power' },
}

/** Where a field of a socket stands in the body; the sockets are counted from 1. */
const nameAt = (number: number, name: SocketField['name']): string => `connectors.${number - 1}.${name}`

/** Those of the first socket, which stands for all; or, where they differ, those of each. */
export function socketFields(typed: Typed): readonly Field[] {
  if (!differ(typed)) return fieldsOfAny.map((field) => ({ ...field, name: nameAt(1, field.name) }))
  return chosenNumbers(typed).flatMap((number) => {
    const group: Said = { id: `Soket ${number}`, en: `Socket ${number}` }
    return fieldsOfOne.map(({ hint, name, ...field }): Field => {
      const label = labelsOfOne[name] ?? field.label
      // What is to be known is said once, beside the first.
      return { ...field, name: nameAt(number, name), label, group, ...(hint && number === 1 && { hint }) }
    })
  })
}

/** Sockets that differ and have been chosen since the form was shown. A field that was shown is sent along even empty. */
export const socketsNotAsked = (typed: Typed): readonly number[] =>
  differ(typed)
    ? chosenNumbers(typed).filter((number) => typed[nameAt(number, 'voltageV')] === undefined)
    : []

/** They are shown to be filled in, each at first like the first. */
export function moreSockets(typed: Typed): ReturnType<NonNullable<Deed['asksMore']>> {
  const numbers = socketsNotAsked(typed)
  if (numbers.length === 0) return undefined
  const present = numbers.flatMap((number) =>
    fieldsOfOne.flatMap(({ name }): [string, readonly string[]][] => {
      const first = typed[nameAt(1, name)]
      return first === undefined ? [] : [[nameAt(number, name), first]]
    }),
  )
  return {
    typed: Object.fromEntries(present),
    notice: {
      id: 'Periksa tiap soket di bawah, lalu daftarkan pos. Belum ada yang disimpan.',
      en: 'Look at each socket below, then enter the charger. Nothing is saved yet.',
    },
  }
}
