import {
  type ArgumentName,
  type ChatCommand,
  type ChatCommandName,
  chatCommands,
  commandWords,
} from './chat-commands.ts'
import { nearestWords } from './nearest-words.ts'
import { type Role, roles } from './roles.ts'

/** What somebody has written, in any channel. */
export type ChatText =
  /** A picture, a sound, or blanks. */
  | { readonly kind: 'nothing' }
  | { readonly kind: 'command'; readonly command: ChatCommand }
  /** What was asked for before is meant. */
  | { readonly kind: 'code'; readonly code: string }
  /** What was asked for before is not meant. */
  | { readonly kind: 'decline' }
  /** This chat is to be somebody's. */
  | { readonly kind: 'link'; readonly code: string }
  | { readonly kind: 'unknown'; readonly word: string; readonly suggestions: readonly string[] }
  | { readonly kind: 'missing'; readonly name: ChatCommandName; readonly argument: ArgumentName }
  | {
      readonly kind: 'invalid'
      readonly name: ChatCommandName
      readonly argument: ArgumentName
      readonly given: string
    }
  | { readonly kind: 'extra'; readonly name: ChatCommandName; readonly given: string }

const mostShown = 40

/** Reads what somebody has written. Never throws, whatever it is. */
export function parseChat(written: string): ChatText {
  const text = plain(written)
  const [first = '', ...rest] = text.split(' ').filter((word) => word !== '')
  if (first === '') return { kind: 'nothing' }
  const word = first
    .replace(/^\//, '')
    // Telegram adds the bot's name where there are several.
    .replace(/@\w+$/, '')
    .replace(trailing, '')
    .toLowerCase()
  const special = code(word, rest) ?? link(word, rest)
  if (special !== undefined) return special
  const name = commandWords.get(word)
  if (name === undefined)
    return {
      kind: 'unknown',
      word: first.slice(0, mostShown),
      suggestions: nearestWords(word, commandWords.keys()),
    }
  return withArguments(name, rest)
}

const trailing = /[.,!?;]+$/

/** As a keyboard with its own mind writes it: other spaces, other digits, marks that nobody sees. */
function plain(written: string): string {
  return written
    .normalize('NFKC')
    .replace(/\p{Cf}/gu, '')
    .replace(/[\s\p{Cc}\p{Z}]+/gu, ' ')
    .trim()
}

const yes = new Set(['ya', 'yes', 'ok', 'oke', 'confirm', 'konfirmasi'])
const no = new Set(['tidak', 'no', 'jangan'])

function code(word: string, rest: readonly string[]): ChatText | undefined {
  if (/^\d{4}$/.test(word) && rest.length === 0) return { kind: 'code', code: word }
  const [given = ''] = rest
  if (yes.has(word) && rest.length === 1 && /^\d{4}[.,!]?$/.test(given))
    return { kind: 'code', code: given.slice(0, 4) }
  return no.has(word) && rest.length === 0 ? { kind: 'decline' } : undefined
}

/** `/start CODE` is what Telegram sends for a link to a bot. */
const linking = new Set(['link', 'tautkan', 'hubungkan', 'start'])

function link(word: string, rest: readonly string[]): ChatText | undefined {
  const [given = ''] = rest
  if (!linking.has(word) || rest.length !== 1) return undefined
  return { kind: 'link', code: given.toUpperCase().slice(0, mostShown) }
}

function withArguments(name: ChatCommandName, words: readonly string[]): ChatText {
  const required: readonly ArgumentName[] = chatCommands[name].required
  const optional: readonly ArgumentName[] = chatCommands[name].optional
  const given: Partial<Record<ArgumentName, string>> = {}
  let left = words
  for (const argument of [...required, ...optional]) {
    const word = argument === 'text' ? left.join(' ') : left[0]
    left = argument === 'text' ? [] : left.slice(1)
    if (word === undefined || word === '') {
      if (required.includes(argument)) return { kind: 'missing', name, argument }
      break
    }
    const read = readers[argument](word)
    if (read === undefined) return { kind: 'invalid', name, argument, given: word.slice(0, mostShown) }
    given[argument] = read
  }
  if (left.length > 0) return { kind: 'extra', name, given: left.join(' ').slice(0, mostShown) }
  // What its row in the table asks for has been found above, and nothing else was read.
  return { kind: 'command', command: { name, given } as ChatCommand }
}

const matching = (pattern: RegExp) => (word: string) => (pattern.test(word) ? word : undefined)

/** In the other of the two languages too. */
const oneOf = <Known extends string>(known: readonly Known[], others: Readonly<Record<string, Known>>) => {
  const words = new Map<string, Known>([
    ...known.map((one) => [one.toLowerCase(), one] as const),
    ...Object.entries(others),
  ])
  return (word: string) => words.get(word.replace(trailing, '').toLowerCase())
}

const spans = ['day', 'week', 'month'] as const
export type Span = (typeof spans)[number]

/** Drivers who have agreed to news, whoever works for the operator, and the people of its partners. */
const audiences = ['drivers', 'staff', 'partners'] as const
export type Audience = (typeof audiences)[number]

const roleWords: Readonly<Record<string, Role>> = {
  ...{ pengendara: 'driver', rider: 'driver', armada: 'fleetManager', 'fleet-manager': 'fleetManager' },
  ...{ mitra: 'partner', teknisi: 'technician', keuangan: 'finance', petugas: 'operator' },
}

/** The one form of each, or undefined. */
const readers: Readonly<Record<ArgumentName, (word: string) => string | undefined>> = {
  command: (word) => commandWords.get(word.replace(/^\//, '').replace(trailing, '').toLowerCase()),
  charger: matching(/^[A-Za-z0-9*\-_=:+|@.]{1,48}$/),
  socket: (word) => /^([1-9]\d?)[.,!]?$/.exec(word)?.[1],
  reference: (word) => matching(/^[A-Za-z0-9-]{4,40}$/)(word.replace(trailing, '')),
  partner: slug,
  period,
  incident: (word) => /^#?([1-9]\d{0,8})[.,!]?$/.exec(word)?.[1],
  span: oneOf(spans, {
    hari: 'day',
    harian: 'day',
    minggu: 'week',
    mingguan: 'week',
    bulan: 'month',
    bulanan: 'month',
  }),
  audience: oneOf(audiences, { pengendara: 'drivers', petugas: 'staff', staf: 'staff', mitra: 'partners' }),
  // It goes into a template with room for so much.
  text: (words) => (words.length <= 500 ? words : undefined),
  person: (word) =>
    matching(/^(\+?\d[\d-]{7,18}|[^\s@<>]{1,64}@[^\s@<>]{3,190})$/)(word.replace(trailing, '')),
  role: oneOf(roles, roleWords),
  organisation: slug,
}

function slug(word: string): string | undefined {
  return matching(/^[a-z0-9]+(-[a-z0-9]+)*$/)(word.replace(trailing, '').toLowerCase().slice(0, 65))?.slice(
    0,
    64,
  )
}

/** `2026-10`, also written as `10/2026` or `10-2026`. */
function period(word: string): string | undefined {
  const [, year, month] = /^(20\d\d)[-/](0[1-9]|1[0-2])[.,!]?$/.exec(word) ?? []
  if (year !== undefined) return `${year}-${month}`
  const [, number, of] = /^(0?[1-9]|1[0-2])[-/](20\d\d)[.,!]?$/.exec(word) ?? []
  return number === undefined ? undefined : `${of}-${number.padStart(2, '0')}`
}
